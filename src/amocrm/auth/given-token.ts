import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { LongLivedOrigin } from '../errors/auth-errors.ts';
import type { AccessTokens } from './access-tokens.ts';
import { longLivedTokens } from './long-lived-tokens.ts';

/** A long-lived token that a person gave to the running service, as a rule since amoCRM refused that of the settings. */
export const givenTokenSchema = z.object({
  token: z.string().min(1),
  /** Digest of what AMOCRM_LONG_LIVED_TOKEN held then. */
  insteadOf: z.string(),
  /** The account's address then: the token is shown to no other. */
  baseUrl: z.string(),
  /** Wall ms. */
  givenAt: z.number(),
});
export type GivenToken = Readonly<z.infer<typeof givenTokenSchema>>;

/** Keeps the one that was given last, for all processes. */
export interface GivenTokenStore {
  /** Null when there is none, or it cannot be read: then the settings' own stands, and amoCRM says what it thinks of it. */
  load(): Promise<GivenToken | null>;
  /** Durable before it resolves. */
  save(token: GivenToken): Promise<void>;
  clear(): Promise<void>;
}

/** AMOCRM_LONG_LIVED_TOKEN, and the account's address. */
export interface TokenSetting {
  readonly token: string;
  readonly baseUrl: string;
}

interface ChosenToken {
  readonly token: string;
  readonly origin: Extract<LongLivedOrigin, 'setting' | 'given'>;
}

/**
 * Which of both is used: the given one as long as the settings hold what they held when it was given. Another token there
 * is the newer word, and another address is another account.
 */
export function chosenToken(setting: TokenSetting, given: GivenToken | null): ChosenToken {
  const standsFor =
    given?.insteadOf === digestOf(setting.token) && given.baseUrl === setting.baseUrl;
  return given !== null && standsFor
    ? { token: given.token, origin: 'given' }
    : { token: setting.token, origin: 'setting' };
}

/** Keeps a token that was found good. One that is the settings' own needs no keeping. */
export async function keepGivenToken(
  store: GivenTokenStore,
  setting: TokenSetting,
  given: { readonly token: string; readonly at: number },
): Promise<void> {
  const token = given.token.trim();
  if (token === setting.token.trim()) return await store.clear();
  const { baseUrl } = setting;
  await store.save({ token, baseUrl, insteadOf: digestOf(setting.token), givenAt: given.at });
}

const digestOf = (token: string): string => hash('sha256', token.trim(), 'base64url');

interface ReplaceableTokensOptions {
  readonly setting: TokenSetting;
  readonly store: Pick<GivenTokenStore, 'load'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly looksMs?: readonly number[];
}

/** The long-lived token in use, whichever it is at the moment of a call: one that is given takes effect at once. */
export function replaceableTokens(options: ReplaceableTokensOptions): AccessTokens {
  const { setting, store, clock, looksMs } = options;
  let latest = longLivedTokens(setting.token, clock, looksMs);
  const current = async () => {
    const { token, origin } = chosenToken(setting, await store.load());
    latest = longLivedTokens(token, clock, looksMs, origin);
    return await latest.current();
  };
  return {
    get secondLooksMs() {
      return latest.secondLooksMs ?? [];
    },
    current,
    refreshAfter401: async (rejected) => {
      const token = await current();
      return token === rejected ? await latest.refreshAfter401(rejected) : token;
    },
    prepare: async () => {},
  };
}
