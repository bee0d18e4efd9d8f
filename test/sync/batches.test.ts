import { expect, test } from 'vitest';
import { UnknownOutcomeError } from '../../src/amocrm/errors/errors.ts';
import { Batches } from '../../src/sync/write/batches.ts';
import { World } from '../support/world.ts';

/** Batches of 40 and an amoCRM whose answers take as long as one says. */
function start() {
  let now = 0;
  const counters = { requests: 0, reads: 0, writes: 0, throttled: 0, retries: 0 };
  const batches = new Batches(40, { monotonic: () => now });
  const answer = (rows: number, ms: number, throttled = 0) =>
    batches.timed(rows, { counters }, async () => {
      now += ms;
      counters.throttled += throttled;
    });
  return { batches, answer };
}

const gatewayTimeout = new UnknownOutcomeError('server-error', 504, 0);

test('a batch that the gateway gives up on is halved, once for all that fail side by side', () => {
  const { batches } = start();
  batches.failed(gatewayTimeout, 40);
  batches.failed(gatewayTimeout, 40);
  expect(batches.size).toBe(20);
  batches.failed(gatewayTimeout, 20);
  expect(batches.size).toBe(10);
});

test('so is one whose answer takes long, unless amoCRM asked for a pause', async () => {
  const { batches, answer } = start();
  await answer(40, 60_000, 1);
  expect(batches.size).toBe(40);
  await answer(40, 12_000);
  expect(batches.size).toBe(20);
});

test('after five full batches in a row that went well it grows again, never above what is set', async () => {
  const { batches, answer } = start();
  for (const rows of [40, 20, 10]) batches.failed(gatewayTimeout, rows);
  expect(batches.size).toBe(5);
  for (let sent = 0; sent < 4; sent += 1) await answer(5, 200);
  await answer(3, 200);
  expect(batches.size).toBe(5);
  await answer(5, 200);
  expect(batches.size).toBe(10);
  for (let sent = 0; sent < 15; sent += 1) await answer(batches.size, 200);
  expect(batches.size).toBe(40);
});

test('a first load through a gateway that gives up twice ends with full batches', async () => {
  await using world = await World.open({ patients: 120, sync: { batchSize: 8 } });
  const fault = { kind: 'status', status: 504, when: 'before' } as const;
  world.sandbox.faults.add({ match: { method: 'POST' }, times: 2, fault });
  const result = await world.sync();
  expect(result.counts).toMatchObject({ created: 120 });
  expect(world.notOnce()).toEqual([]);
  const sizes = world.sandbox.log.requests
    .filter(({ method }) => method === 'POST')
    .map(({ requestIds }) => requestIds.length);
  expect(sizes).toContain(4);
  expect(sizes.slice(-2)[0]).toBe(8);
});
