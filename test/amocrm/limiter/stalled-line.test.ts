import fc from 'fast-check';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { AmoClient } from '../../../src/amocrm/amo-client.ts';
import { longLivedTokens } from '../../../src/amocrm/auth/long-lived-tokens.ts';
import { createAmoClient } from '../../../src/amocrm/create-amo-client.ts';
import { createLimiter } from '../../../src/amocrm/limiter/limiter.ts';
import type { SlotStore } from '../../../src/amocrm/limiter/limiter-state.ts';
import { memorySlotStore } from '../../../src/amocrm/limiter/memory-slot-store.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import { scriptedServer } from '../../support/http/scripted-server.ts';

interface Line {
  readonly clock: VirtualClock;
  readonly url: string;
  readonly store: SlotStore;
  /** How long a request that sets out now stands before its socket. */
  readonly standsMs: (elapsed: number) => number;
}

function clientOver({ clock, url, store, standsMs }: Line): AmoClient {
  const fetchNow = clock.wrapFetch(fetch);
  return createAmoClient({
    baseUrl: url,
    tokens: longLivedTokens('a-token', clock),
    limiter: createLimiter({ store, clock, random: () => 0.5, pace: { connectMs: 0 } }),
    clock,
    log: pino({ level: 'silent' }),
    fetch: async (...request) => {
      await clock.sleep(standsMs(clock.elapsed));
      return fetchNow(...request);
    },
    random: () => 0.5,
  });
}

/** The most requests that any second held. */
function busiestSecond(times: readonly number[]): number {
  return Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at - from < 1_000).length),
  );
}

const stall = fc.record({
  /** After the end of the one before. */
  afterMs: fc.integer({ min: 1_500, max: 6_000 }),
  forMs: fc.integer({ min: 100, max: 9_000 }),
});

test('requests that stood before their sockets while the line was stalled do not all leave when it comes back: no second holds more than seven', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(stall, { minLength: 1, maxLength: 2 }),
      fc.integer({ min: 1, max: 3 }),
      async (stalls, processes) => {
        const clock = new VirtualClock();
        await using server = await scriptedServer([{ status: 204 }], clock.serverSide());
        let at = 0;
        const spans = stalls.map(({ afterMs, forMs }) => {
          const from = at + afterMs;
          at = from + forMs;
          return { from, to: at };
        });
        const standsMs = (elapsed: number) => {
          const span = spans.find(({ from, to }) => elapsed >= from && elapsed < to);
          return span === undefined ? 0 : span.to - elapsed;
        };
        const store = memorySlotStore();
        const line = { clock, url: server.url, store, standsMs };
        const clients = Array.from({ length: processes }, () => clientOver(line));
        const calls = Array.from({ length: 120 }, (_, call) => clients[call % processes]);
        await Promise.all(calls.map((client) => client?.contacts({})));
        clock.stop();
        expect(server.requests).toHaveLength(calls.length);
        expect(busiestSecond(server.requests.map((request) => request.at))).toBeLessThanOrEqual(7);
      },
    ),
    { numRuns: 20 },
  );
});

test('a line on which each request takes seconds to its socket is asked all the same', async () => {
  const clock = new VirtualClock();
  await using server = await scriptedServer([{ status: 204 }], clock.serverSide());
  const client = clientOver({
    clock,
    url: server.url,
    store: memorySlotStore(),
    standsMs: () => 3_000,
  });
  await client.contacts({});
  expect(server.requests).toHaveLength(1);
  expect(clock.elapsed).toBe(9_000);
});
