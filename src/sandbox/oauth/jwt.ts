import { createHmac, timingSafeEqual } from 'node:crypto';

/** What an access token of amoCRM carries. Times are seconds. */
export interface Claims {
  readonly aud: string;
  readonly jti: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly sub: string;
  readonly grant_type: string;
  readonly account_id: number;
  readonly base_domain: string;
  readonly version: number;
  readonly scopes: readonly string[];
  readonly hash_uuid: string;
  readonly api_domain: string;
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

const signatureOf = (text: string, secret: string): Buffer =>
  createHmac('sha256', secret).update(text).digest();

/** amoCRM signs with RS256; nobody can check that, so a shared secret does here. */
export function signJwt(claims: Claims, secret: string): string {
  const text = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`;
  return `${text}.${signatureOf(text, secret).toString('base64url')}`;
}

/** The claims of a token that we signed; `null` for anything else. Expiry is the caller's. */
export function readJwt(token: string, secret: string): Claims | null {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const expected = signatureOf(`${header}.${payload}`, secret);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  // The signature says that these are our own claims.
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
}
