import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { AmoClient } from '../../src/amocrm/amo-client.ts';
import type { AmoEvent } from '../../src/amocrm/amo-event.ts';
import type { AccessTokens } from '../../src/amocrm/auth/access-tokens.ts';
import { longLivedTokens } from '../../src/amocrm/auth/long-lived-tokens.ts';
import { createAmoClient } from '../../src/amocrm/create-amo-client.ts';
import { createLimiter } from '../../src/amocrm/limiter/limiter.ts';
import { memorySlotStore } from '../../src/amocrm/limiter/memory-slot-store.ts';
import { VirtualClock } from '../support/clock/virtual-clock.ts';
import { type ScriptedServer, scriptedServer } from '../support/http/scripted-server.ts';

export interface Rig extends AsyncDisposable {
  readonly client: AmoClient;
  readonly server: ScriptedServer;
  readonly clock: VirtualClock;
  readonly events: readonly AmoEvent[];
  /** Everything that was logged, at the lowest level. */
  readonly logged: () => string;
}

export interface RigOptions {
  readonly tokens?: AccessTokens;
  readonly baseUrl?: string;
  readonly signal?: AbortSignal;
  /** Answers in the server's place. */
  readonly fetch?: typeof globalThis.fetch;
  readonly onEvent?: (event: AmoEvent) => void;
}

/** A client in virtual time against a scripted server. */
export async function rig(
  script: Parameters<typeof scriptedServer>[0],
  options: RigOptions = {},
): Promise<Rig> {
  const clock = new VirtualClock();
  const server = await scriptedServer(script, clock.serverSide());
  const events: AmoEvent[] = [];
  let logged = '';
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      logged += String(chunk);
      done();
    },
  });
  const client = createAmoClient({
    baseUrl: options.baseUrl ?? server.url,
    tokens: options.tokens ?? longLivedTokens('a-token', clock),
    // Connections cost nothing here: what they cost is specified with the limiter.
    limiter: createLimiter({
      store: memorySlotStore(),
      clock,
      random: () => 0.5,
      pace: { connectMs: 0 },
    }),
    clock,
    log: pino({ level: 'trace' }, sink),
    fetch: clock.wrapFetch(options.fetch ?? fetch),
    random: () => 0.5,
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return {
    client,
    server,
    clock,
    events,
    logged: () => logged,
    [Symbol.asyncDispose]: async () => {
      clock.stop();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** What a call throws; fails when it does not. */
export async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => {
      throw new Error('expected the call to throw');
    },
    (error: unknown) => error,
  );
}
