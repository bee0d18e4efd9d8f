import { oauthTokens } from '../../../src/amocrm/auth/oauth-tokens.ts';
import { exchangeCode } from '../../../src/amocrm/auth/token-endpoint.ts';
import type { TokenPair } from '../../../src/amocrm/auth/token-store.ts';
import { createLimiter } from '../../../src/amocrm/limiter/limiter.ts';
import { memorySlotStore } from '../../../src/amocrm/limiter/memory-slot-store.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import {
  type Reply,
  type ScriptedRequest,
  type ScriptedServer,
  scriptedServer,
} from '../../support/http/scripted-server.ts';
import { type MemoryTokenStore, memoryTokenStore } from './memory-token-store.ts';

export const hour = 3_600_000;

export const day = 24 * hour;

/** A token endpoint with one-time refresh tokens, as amoCRM's: `lose` answers are carried out but not answered. */
export function tokenEndpoint(lose: (count: number) => Reply | null = () => null) {
  let generation = 0;
  return ({ body }: ScriptedRequest, count: number): Reply => {
    const { refresh_token: sent } = body as { refresh_token?: string }; // only our client asks
    if (sent !== undefined && sent !== `refresh-${generation}`) {
      return { status: 401, json: { hint: 'Token has been revoked', status: 401 } };
    }
    const lost = lose(count);
    if (lost !== null && lost.status === 500) return lost;
    generation += 1;
    return (
      lost ?? {
        json: {
          token_type: 'Bearer',
          expires_in: 86_400,
          server_time: 1,
          access_token: `access-${generation}`,
          refresh_token: `refresh-${generation}`,
        },
      }
    );
  };
}

export interface Setup extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly store: MemoryTokenStore;
  readonly server: ScriptedServer;
  /** Tokens as another process would have them: the same store, nothing else shared. */
  process(baseUrl?: string): ReturnType<typeof oauthTokens>;
  /** The pair for a code; nobody has it yet. */
  exchange(code: string): Promise<TokenPair>;
}

export async function setup(
  script: Parameters<typeof scriptedServer>[0] = tokenEndpoint(),
  first: 'authorised' | 'not' = 'authorised',
  lifetime = day,
): Promise<Setup> {
  const clock = new VirtualClock();
  const server = await scriptedServer(script, clock.serverSide());
  const pair: TokenPair = {
    accessToken: 'access-0',
    refreshToken: 'refresh-0',
    issuedAt: clock.now(),
    expiresAt: clock.now() + lifetime,
  };
  const store = memoryTokenStore(first === 'not' ? null : pair);
  const slots = memorySlotStore();
  const client = (baseUrl: string) => ({
    clock,
    baseUrl,
    clientId: 'client',
    clientSecret: 'secret',
    redirectUri: 'https://clinic.example/callback',
    fetch: clock.wrapFetch(fetch),
    limiter: createLimiter({ store: slots, clock, random: () => 0.5 }),
  });
  return {
    clock,
    store,
    server,
    process: (baseUrl = server.url) =>
      oauthTokens({ ...client(baseUrl), store, random: () => 0.5 }),
    exchange: (code) => exchangeCode(client(server.url), code),
    [Symbol.asyncDispose]: async () => {
      clock.stop();
      await server[Symbol.asyncDispose]();
    },
  };
}
