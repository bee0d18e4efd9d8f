import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * OWASP's choice for scrypt with 32 MB: some 150 ms a try on a small machine, and no more memory than a clinic's server
 * has to spare.
 */
const usual = { N: 2 ** 15, r: 8, p: 3 } as const;
/** scrypt's own names. */
interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const keyLength = 32;
const kind = 'scrypt';

/** `scrypt$N$r$p$salt$hash`: what it costs stands in it, so that it may cost more one day. */
export async function hashPassword(
  password: string,
  cost: Cost = usual,
  salt: Buffer = randomBytes(16),
): Promise<string> {
  const key = await derive(password, salt, keyLength, cost);
  const { N, r, p } = cost;
  return [kind, N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** False also for what is no hash of ours. */
export async function isPassword(password: string, hashed: string): Promise<boolean> {
  const [name, N, r, p, salt = '', expected = ''] = hashed.split('$');
  const key = Buffer.from(expected, 'base64url');
  if (name !== kind || key.length === 0) return false;
  const given = await derive(password, Buffer.from(salt, 'base64url'), key.length, {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return timingSafeEqual(given, key);
}

function derive(
  password: string,
  salt: Buffer,
  length: number,
  { N, r, p }: Cost,
): Promise<Buffer> {
  // The same letters may be typed as one or two characters, by keyboard and system.
  const text = password.normalize('NFKC');
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(text, salt, length, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
