import type { Logger } from 'pino';
import { AppError } from '../../app-error.ts';
import {
  NotAuthorisedError,
  ReauthorisationNeededError,
  RefreshUnknownError,
} from '../errors/auth-errors.ts';
import { backoffMs } from '../limiter/retry-timing.ts';
import type { AccessTokens } from './access-tokens.ts';
import { type OAuthClient, requestTokens } from './token-endpoint.ts';
import type { TokenPair, TokenStore } from './token-store.ts';

interface OAuthTokensOptions extends OAuthClient {
  readonly store: TokenStore;
  readonly log?: Logger;
  /** In [0, 1). */
  readonly random?: () => number;
}

const hour = 3_600_000;
/** In mid-pass a token is used down to this rest. */
const lastMinuteMs = 60_000;

/** Ahead of need: when a sixth of its lifetime is left, or an hour; never before half of it is over. */
function refreshAheadMs(pair: TokenPair, minValidityMs: number): number {
  const lifetime = pair.expiresAt - pair.issuedAt;
  return Math.min(Math.max(lifetime / 6, hour, minValidityMs), lifetime / 2);
}

/**
 * Tokens by OAuth. One refresh at a time over all processes: who gets the turn looks first whether another has refreshed
 * meanwhile. A new pair is durable before anybody calls with it; one that could not be saved is kept and saved before
 * anything else happens.
 */
export function oauthTokens(options: OAuthTokensOptions): AccessTokens {
  const { store, clock, random = Math.random } = options;
  let known: TokenPair | null = null;
  /** A pair that could not be saved, and the refresh token that it was given for. */
  let unsaved: { readonly pair: TokenPair; readonly spent: string } | null = null;
  let refreshing: Promise<TokenPair> | null = null;
  /** A refresh token whose use was not answered: if it turns out to be void, its successor is lost. */
  let unanswered: string | null = null;

  async function save(pair: TokenPair, spent: string): Promise<void> {
    unsaved = { pair, spent };
    await store.save(pair);
    unsaved = null;
    known = pair;
  }

  async function load(): Promise<TokenPair> {
    known = await store.load();
    // Another pair than the one it was to follow: somebody has authorised us meanwhile.
    if (unsaved !== null && known?.refreshToken !== unsaved.spent) unsaved = null;
    if (unsaved !== null) await save(unsaved.pair, unsaved.spent);
    if (known === null) throw new NotAuthorisedError();
    return known;
  }

  async function refreshed(pair: TokenPair): Promise<TokenPair> {
    const { refreshToken } = pair;
    for (let tries = 0; tries < 2; tries += 1) {
      // If the lost answer's refresh was not carried out, the same token works; if it was, it is void anyway.
      if (tries > 0) await clock.sleep(1000 + backoffMs(tries, random(), 4000));
      const next = await requestTokens(options, {
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
      }).catch((error: unknown) => {
        const dead = error instanceof ReauthorisationNeededError;
        throw dead && unanswered === refreshToken
          ? new ReauthorisationNeededError('token-lost')
          : error;
      });
      if (next !== 'lost') return next;
      unanswered = refreshToken;
    }
    throw new RefreshUnknownError();
  }

  /** A pair that is `good`, by a refresh if the stored one is not. */
  async function renew(good: (pair: TokenPair) => boolean): Promise<TokenPair> {
    refreshing ??= store
      .exclusive(async () => {
        const stored = await load();
        if (good(stored)) return stored;
        const next = await refreshed(stored);
        await save(next, stored.refreshToken);
        return next;
      })
      .finally(() => {
        refreshing = null;
      });
    return refreshing;
  }

  const rest = (pair: TokenPair): number => pair.expiresAt - clock.now();
  const good = (ms: number) => (pair: TokenPair) => rest(pair) > ms;

  return {
    current: async () => {
      const pair = unsaved === null ? (known ?? (await load())) : await load();
      const inUse = good(Math.min(lastMinuteMs, refreshAheadMs(pair, 0)));
      return (inUse(pair) ? pair : await renew(inUse)).accessToken;
    },

    refreshAfter401: async (rejected) => {
      const other = (pair: TokenPair) => pair.accessToken !== rejected;
      const pair = await renew(other);
      // A renewal under way that this call joined may have had another reason, and kept the rejected token.
      return (other(pair) ? pair : await renew(other)).accessToken;
    },

    prepare: async (minValidityMs) => {
      const pair = await load();
      const ahead = good(refreshAheadMs(pair, minValidityMs));
      if (ahead(pair)) return;
      try {
        await renew(ahead);
      } catch (error) {
        // Ahead of need there is time: what passes by itself is left to the next pass.
        const canWait = error instanceof AppError && error.retryable && rest(pair) > minValidityMs;
        if (!canWait) throw error;
        options.log?.warn({ code: error.code }, 'amoCRM token not refreshed ahead of need');
      }
    },
  };
}
