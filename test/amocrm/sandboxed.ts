import { pino } from 'pino';
import type { AccessTokens } from '../../src/amocrm/auth/access-tokens.ts';
import { longLivedTokens } from '../../src/amocrm/auth/long-lived-tokens.ts';
import { createAmoClient } from '../../src/amocrm/create-amo-client.ts';
import { createLimiter } from '../../src/amocrm/limiter/limiter.ts';
import { memorySlotStore } from '../../src/amocrm/limiter/memory-slot-store.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { VirtualClock } from '../support/clock/virtual-clock.ts';

/** A sandbox in virtual time, and clients on one line to it. */
export async function sandboxed(options: SandboxOptions = {}) {
  const clock = new VirtualClock();
  const sandbox = await startSandbox({ clock: clock.serverSide(), ...options });
  const connection = {
    baseUrl: sandbox.url,
    clock,
    fetch: clock.wrapFetch(fetch),
    limiter: createLimiter({ store: memorySlotStore(), clock, random: () => 0.5 }),
  };
  const client = (tokens: AccessTokens, line = connection.fetch) =>
    createAmoClient({
      ...connection,
      ...{ tokens, fetch: line, log: pino({ level: 'silent' }), random: () => 0.5 },
    });
  const close = async () => {
    clock.stop();
    await sandbox.close();
  };
  return { clock, sandbox, connection, client, [Symbol.asyncDispose]: close };
}

export const asAdmin = (sandbox: Sandbox, clock: VirtualClock) =>
  longLivedTokens(sandbox.oauth.longLivedToken(), clock);
