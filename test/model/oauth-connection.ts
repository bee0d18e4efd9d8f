import type { AmoClient } from '../../src/amocrm/amo-client.ts';
import type { AccessTokens } from '../../src/amocrm/auth/access-tokens.ts';
import { oauthTokens } from '../../src/amocrm/auth/oauth-tokens.ts';
import { type OAuthClient, requestTokens } from '../../src/amocrm/auth/token-endpoint.ts';
import { createAmoClient } from '../../src/amocrm/create-amo-client.ts';
import { createLimiter } from '../../src/amocrm/limiter/limiter.ts';
import { defaultIntegration } from '../../src/sandbox/sandbox-options.ts';
import type { World } from '../support/world.ts';

/** amoCRM as a process has it that was connected by OAuth: tokens end after a day, are refreshed, and may be lost. */
export interface OAuthConnection {
  readonly amo: AmoClient;
  readonly tokens: AccessTokens;
  /** A person allows the integration, and the code is exchanged. */
  authorise(): Promise<void>;
}

/** @param outer around the calls of the API; a refresh goes on behind a dead process, and its pair is lost with it. */
export function oauthConnection(
  { sandbox, state, clock, log }: World,
  outer: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch = (fetch) => fetch,
): OAuthConnection {
  const random = () => 0.5;
  const fetch = clock.wrapFetch(globalThis.fetch);
  const limiter = createLimiter({ store: state.slots, clock, random });
  const client: OAuthClient = {
    ...defaultIntegration,
    ...{ baseUrl: sandbox.url, clock, limiter, fetch },
  };
  const tokens = oauthTokens({ ...client, store: state.tokens, log, random });
  return {
    tokens,
    amo: createAmoClient({
      ...{ baseUrl: sandbox.url, tokens, limiter, clock, log, random },
      fetch: outer(fetch),
    }),
    authorise: async () => {
      const code = sandbox.oauth.allow().searchParams.get('code') ?? '';
      const pair = await requestTokens(client, { grant_type: 'authorization_code', code });
      if (pair !== 'lost') await state.tokens.save(pair);
    },
  };
}
