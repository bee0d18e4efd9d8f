import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Whose an id is, and what they began with: another password makes it another one's. */
interface Owner {
  readonly user: string;
  readonly credential: string;
}

/** @param key a secret of whoever gives ids out: nobody else can make one up. */
export function newSessionId(key: string, owner: Owner): string {
  return signed(key, randomBytes(16), owner);
}

/**
 * The browser that was given this id when it signed in as this user with the password in force, though its session may be
 * over: what it sends cannot be made up, so that it can be told from a stranger behind the same address. Null for all others.
 */
export function browserOf(key: string, id: string | undefined, owner: Owner): string | null {
  const parts = Buffer.from(id ?? '', 'base64url');
  if (id === undefined || parts.length !== 32) return null;
  return isSame(id, signed(key, parts.subarray(0, 16), owner)) ? keyOf(id) : null;
}

/** Under which a session is kept: the id itself is in the browser alone. */
export const keyOf = (id: string): string => hash('sha256', id, 'base64url');

/** Compares secrets in a time that tells nothing of where they differ. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer')];
  return timingSafeEqual(left, right);
}

function signed(key: string, random: Buffer, { user, credential }: Owner): string {
  const owner = JSON.stringify([user, credential]);
  const mac = createHmac('sha256', key).update(random).update(owner).digest();
  return Buffer.concat([random, mac.subarray(0, 16)]).toString('base64url');
}
