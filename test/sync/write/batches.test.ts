import { expect, test } from 'vitest';
import { UnknownOutcomeError } from '../../../src/amocrm/errors/errors.ts';
import { Batches } from '../../../src/sync/write/batches.ts';
import { World } from '../../support/world.ts';

/** Batches of at most so many, 40 unless given, and an amoCRM whose answers take as long as one says. */
function start(most = 40) {
  let now = 0;
  const counters = { requests: 0, reads: 0, writes: 0, throttled: 0, retries: 0 };
  const batches = new Batches(most, { monotonic: () => now });
  const answer = (rows: number, ms: number, throttled = 0) =>
    batches.timed(rows, { counters }, async () => {
      now += ms;
      counters.throttled += throttled;
    });
  return { batches, answer };
}

const gatewayTimeout = new UnknownOutcomeError('server-error', 504);

test('a batch that the gateway gives up on is halved, once for all that fail side by side', () => {
  const { batches } = start();
  batches.failed(gatewayTimeout, 40);
  batches.failed(gatewayTimeout, 40);
  expect(batches.size).toBe(20);
  batches.failed(gatewayTimeout, 20);
  expect(batches.size).toBe(10);
});

test('a batch whose answer takes long is halved, unless amoCRM asked for a pause', async () => {
  const { batches, answer } = start();
  await answer(40, 60_000, 1);
  expect(batches.size).toBe(40);
  await answer(40, 12_000);
  expect(batches.size).toBe(20);
});

test('a size that was never too large grows to what would be answered within three seconds', async () => {
  const { batches, answer } = start(250);
  expect(batches.size).toBe(50);
  await answer(49, 200);
  await answer(50, 3_500);
  expect(batches.size).toBe(50);
  await answer(50, 1_500);
  expect(batches.size).toBe(100);
  await answer(100, 2_000);
  expect(batches.size).toBe(150);
  await answer(150, 1_000);
  expect(batches.size).toBe(250);
  await answer(250, 100);
  expect(batches.size).toBe(250);
});

test('batches that were sent side by side at one size let it grow once', async () => {
  const { batches, answer } = start(250);
  for (let sent = 0; sent < 6; sent += 1) await answer(50, 1_500);
  expect(batches.size).toBe(100);
});

test('the next pass begins with the size that the last one came to, within what is set by then', async () => {
  await using world = await World.open({ patients: 700, sync: { batchSize: 250 } });
  const sizes = () =>
    world.sandbox.log.requests
      .filter(({ method, path }) => method !== 'GET' && path === '/api/v4/contacts')
      .map(({ requestIds }) => requestIds.length);
  await world.sync();
  expect(sizes()[0]).toBe(50);
  expect(sizes()).toContain(250);
  expect(await world.state.meta.get('batchSize')).toEqual({ size: 250, wasHalved: false });
  const counters = { requests: 0, reads: 0, writes: 0, throttled: 0, retries: 0 };
  const known = await world.state.meta.get('batchSize');
  const next = new Batches(80, { monotonic: () => 0 }, known);
  await next.timed(80, { counters }, async () => undefined);
  expect(next.size).toBe(80);
});

test('after five full batches in a row that went well the size grows again, never above what is set', async () => {
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
