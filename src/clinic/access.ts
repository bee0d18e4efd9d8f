import { chosenToken } from '../amocrm/auth/given-token.ts';
import { longLivedTokens } from '../amocrm/auth/long-lived-tokens.ts';
import type { Clock } from '../clock.ts';
import type { AmoConfig } from '../config/parts/amo-config.ts';
import type { AccessFacts } from '../health/facts.ts';
import type { State } from '../state/open-state.ts';

/** How the access to amoCRM stands, by settings and state alone. */
export async function accessOf(
  config: AmoConfig,
  state: Pick<State, 'tokens' | 'givenToken'>,
  clock: Clock,
): Promise<AccessFacts> {
  if (config.mock) return { kind: 'mock', expiresAt: null };
  const { auth, baseUrl } = config;
  if (auth.kind === 'long-lived') {
    const setting = { token: auth.token, baseUrl };
    const { token } = chosenToken(setting, await state.givenToken.load());
    return { kind: auth.kind, expiresAt: longLivedTokens(token, clock).expiresAt };
  }
  // A pair that cannot be read is none; the next pass says so.
  const pair = await state.tokens.load().catch(() => null);
  return { kind: auth.kind, expiresAt: pair?.expiresAt ?? null };
}
