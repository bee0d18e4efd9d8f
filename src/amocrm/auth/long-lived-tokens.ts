import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { type LongLivedOrigin, UnauthorizedError } from '../errors/auth-errors.ts';
import type { AccessTokens } from './access-tokens.ts';

const claims = z.object({ exp: z.number() });

/** When a JWT says that it expires, wall ms; read without verification, `null` when it does not say. */
function jwtExpiry(token: string): number | null {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  try {
    const parsed = claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data.exp * 1000 : null;
  } catch {
    return null;
  }
}

interface LongLivedTokens extends AccessTokens {
  /** What the token itself says, wall ms: to warn in time. */
  readonly expiresAt: number | null;
}

/** Three tries in two minutes: amoCRM's fronts have answered 401 to good tokens. */
const patientLooksMs: readonly number[] = [30_000, 90_000];

/**
 * One token made by hand in amoCRM, good for a day to five years; there is nothing to refresh.
 *
 * @param looksMs none where a person waits to hear whether it is the right one.
 */
export function longLivedTokens(
  text: string,
  clock: Pick<Clock, 'now'>,
  looksMs: readonly number[] = patientLooksMs,
  origin: LongLivedOrigin = 'setting',
): LongLivedTokens {
  const token = text.trim();
  const expiresAt = jwtExpiry(token);
  const isOver = () => expiresAt !== null && expiresAt <= clock.now();
  return {
    expiresAt,
    get secondLooksMs() {
      return isOver() ? [] : looksMs;
    },
    current: async () => token,
    refreshAfter401: async () => {
      const expiredOn =
        expiresAt !== null && isOver() ? new Date(expiresAt).toISOString().slice(0, 10) : null;
      throw new UnauthorizedError({ kind: 'long-lived', origin, expiredOn });
    },
    // Its end is known, but nothing can be done about it here, and our clock may be wrong: the API decides.
    prepare: async () => {},
  };
}
