import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { AmoClient } from './amo-client.ts';
import { type AmoEvent, createTraffic, type Traffic } from './amo-event.ts';
import { type ApiCaller, type Call, createApiCaller } from './api-caller.ts';
import type { AccessTokens } from './auth/access-tokens.ts';
import { contactsApi } from './contacts-api.ts';
import { eventsApi } from './events-api.ts';
import { fieldsApi } from './fields-api.ts';
import { defaultUserAgent } from './http/http-exchange.ts';
import { leadsApi } from './leads/leads-api.ts';
import type { Limiter } from './limiter/limiter.ts';
import { accountSchema } from './model/wire.ts';
import { usersApi } from './users-api.ts';

export interface AmoClientOptions {
  /** The account's own address, `https://clinic.amocrm.ru`. */
  readonly baseUrl: string;
  readonly tokens: AccessTokens;
  readonly limiter: Limiter;
  readonly clock: Clock;
  readonly log: Logger;
  readonly fetch?: typeof globalThis.fetch;
  /** From the sending to the last byte; 30 s and 60 s by default: amoCRM has created after 15 s of silence. */
  readonly timeoutMs?: { readonly read: number; readonly write: number };
  /** `ident-amocrm/<version>` by default. */
  readonly userAgent?: string;
  readonly onEvent?: (event: AmoEvent) => void;
  /** Ends reads, and waits for a slot or between tries, with its reason; a write under way is finished. */
  readonly signal?: AbortSignal;
  /** In [0, 1), for the jitter between tries. */
  readonly random?: () => number;
}

export function createAmoClient(options: AmoClientOptions): AmoClient {
  const call = createApiCaller({
    baseUrl: options.baseUrl,
    tokens: options.tokens,
    limiter: options.limiter,
    clock: options.clock,
    fetch: options.fetch ?? globalThis.fetch,
    timeoutMs: options.timeoutMs ?? { read: 30_000, write: 60_000 },
    userAgent: options.userAgent ?? defaultUserAgent(),
    random: options.random ?? Math.random,
    signal: options.signal,
  });
  return clientOn(call, createTraffic(options, options.onEvent));
}

function clientOn(line: ApiCaller, traffic: Traffic): AmoClient {
  const call: Call = (one) => line(one, traffic);
  return {
    counters: traffic.counters,
    apart: () => clientOn(line, traffic.apart()),
    account: () =>
      call({
        method: 'GET',
        route: '/account',
        query: { with: 'datetime_settings' },
        schema: accountSchema,
      }),
    ...contactsApi(call),
    ...eventsApi(call),
    ...usersApi(call),
    ...fieldsApi(call, 'contacts'),
    leads: leadsApi(call),
  };
}
