import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import {
  ReauthorisationNeededError,
  type TokenRefusal,
  TokenRefusedError,
} from '../errors/auth-errors.ts';
import { RateBlockedError, RateLimitedError, UnreachableError } from '../errors/errors.ts';
import { exchangeHttp, type HttpAnswer, userAgent } from '../http/http-exchange.ts';
import { requestOutcome } from '../http/request-outcome.ts';
import type { Limiter } from '../limiter/limiter.ts';
import { retryBounds } from '../limiter/retry-timing.ts';
import type { TokenPair } from './token-store.ts';

/** Who we are to amoCRM, and where. */
export interface OAuthClient {
  /** The account's own address. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Exactly as in the integration's settings; asked for on refresh, too. */
  readonly redirectUri: string;
  readonly clock: Clock;
  readonly limiter: Limiter;
  readonly fetch?: typeof globalThis.fetch;
  /** 30 s by default. */
  readonly timeoutMs?: number;
}

type Grant =
  | { readonly grant_type: 'authorization_code'; readonly code: string }
  | { readonly grant_type: 'refresh_token'; readonly refresh_token: string };

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
});

/**
 * Asks for a pair. `lost`: no readable answer came, and the code or refresh token may be used up.
 * @throws UnreachableError when nothing was sent; ReauthorisationNeededError, TokenRefusedError when amoCRM said no;
 *   RateLimitedError, RateBlockedError
 */
export async function requestTokens(
  client: OAuthClient,
  grant: Grant,
): Promise<TokenPair | 'lost'> {
  const { clock, limiter } = client;
  for (let throttled = 1; ; throttled += 1) {
    const slot = await limiter.acquire();
    const exchange = await exchangeHttp(
      {
        url: new URL('/oauth2/access_token', client.baseUrl),
        method: 'POST',
        headers: {
          accept: 'application/json',
          'user-agent': userAgent(),
        },
        body: {
          client_id: client.clientId,
          client_secret: client.clientSecret,
          redirect_uri: client.redirectUri,
          ...grant,
        },
        onLeave: () => slot.leave(true),
        timeoutMs: client.timeoutMs ?? 30_000,
      },
      { fetch: client.fetch ?? globalThis.fetch, clock },
    );
    const now = clock.now();
    const verdict = await slot.finish(requestOutcome(exchange, 'POST /oauth2/access_token', now));
    if (exchange.kind === 'unreachable') throw new UnreachableError(exchange.cause);
    if (exchange.kind !== 'answer') return 'lost';
    if (verdict.blockedUntil !== null) throw new RateBlockedError(verdict.blockedUntil, now);
    if (exchange.status !== 429) return readAnswer(exchange, now);
    if (throttled >= retryBounds.throttledTries) throw new RateLimitedError(throttled);
  }
}

function readAnswer({ status, body }: HttpAnswer, now: number): TokenPair | 'lost' {
  if (status >= 500 || status === 408) return 'lost';
  const value = body.kind === 'json' ? body.value : null;
  if (status >= 300) {
    const reason = tokenRefusal(status, value);
    if (reason === 'token-revoked' || reason === 'token-expired') {
      throw new ReauthorisationNeededError(reason);
    }
    throw new TokenRefusedError(reason);
  }
  const parsed = tokenAnswer.safeParse(value);
  if (!parsed.success) return 'lost';
  const { access_token, refresh_token, expires_in } = parsed.data;
  return {
    accessToken: access_token,
    refreshToken: refresh_token,
    issuedAt: now,
    expiresAt: now + expires_in * 1000,
  };
}

const problem = z.object({ hint: z.string().nullish(), title: z.string().nullish() });

type Meaning = TokenRefusal | 'token-revoked' | 'token-expired';

/** The hints that the token endpoint was seen to give (amocrm.md §1.4); `Token has expired` is a guess. */
const meanings: readonly (readonly [RegExp, Meaning])[] = [
  [/authorization code has expired/i, 'code-expired'],
  [/authorization code has been revoked/i, 'code-used'],
  [/cannot decrypt the authorization code/i, 'code-invalid'],
  [/check the `?client_(id|secret)`?/i, 'wrong-client'],
  [/redirect uri/i, 'redirect-mismatch'],
  [/invalid account/i, 'wrong-account'],
  [/token has been revoked/i, 'token-revoked'],
  [/token has expired/i, 'token-expired'],
  [/некорректный клиент/i, 'wrong-client'],
];

/** What a refusal of the token endpoint means. */
function tokenRefusal(status: number, body: unknown): Meaning {
  const parsed = problem.safeParse(body);
  const words = parsed.success ? `${parsed.data.hint ?? ''} ${parsed.data.title ?? ''}` : '';
  if (status !== 400 && status !== 401) return 'refused';
  return meanings.find(([pattern]) => pattern.test(words))?.[1] ?? 'refused';
}

/**
 * A new pair for an authorization code. Not saved yet.
 * @throws TokenRefusedError; `code-unknown` when the answer was lost: the code may be used up, and is not tried again
 */
export async function exchangeCode(client: OAuthClient, code: string): Promise<TokenPair> {
  const pair = await requestTokens(client, { grant_type: 'authorization_code', code }).catch(
    (error: unknown) => {
      // There is no refresh token yet that could be dead: it is the integration that lost its rights.
      throw error instanceof ReauthorisationNeededError ? new TokenRefusedError('refused') : error;
    },
  );
  if (pair === 'lost') throw new TokenRefusedError('code-unknown');
  return pair;
}
