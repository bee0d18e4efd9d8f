import { expect, test } from 'vitest';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { World } from '../../support/world.ts';

const creates = { method: 'POST', path: '^/api/v4/contacts$' };

/** A create whose answer is lost although amoCRM carried it out, at once or later. */
const lostAnswers: Readonly<Record<string, Fault>> = {
  'a 500 after the commit': { kind: 'status', status: 500, when: 'after' },
  'a 502 after the commit': { kind: 'status', status: 502, when: 'after' },
  'an HTML 504 after the commit': { kind: 'status', status: 504, when: 'after', body: 'html' },
  'a connection dropped after the commit': { kind: 'drop', when: 'after' },
  'a connection that stays half-open after the commit': { kind: 'hang', when: 'after' },
  'an answer slower than the time-out': { kind: 'slow', ms: 90_000 },
  'an answer whose JSON ends too early': { kind: 'garbage', body: 'truncated' },
  'an answer that is not JSON': { kind: 'garbage', body: 'text' },
  'an answer cut off in its body': { kind: 'garbage', body: 'cut' },
  'a commit 5 s after the connection ended': { kind: 'late-commit', ms: 5_000 },
  'a commit 30 s after the connection ended': { kind: 'late-commit', ms: 30_000 },
  'a commit 59 s after the connection ended': { kind: 'late-commit', ms: 59_000 },
  'a commit 20 s after a 504': { kind: 'late-commit', ms: 20_000, status: 504 },
};

test.for(Object.entries(lostAnswers))('%s doubles nobody', async ([, fault]) => {
  await using world = await World.open({ patients: 25, sync: { batchSize: 10 } });
  world.sandbox.faults.add({ match: creates, fault });
  const result = await world.sync();
  expect(result).toMatchObject({ outcome: 'ok', counts: { created: 25, uncertain: 0 } });
  expect(world.notOnce()).toEqual([]);
  expect(world.contacts()).toHaveLength(25);
  // Only the three batches were sent: the lost one was found again, not sent anew.
  expect(world.writes().filter((write) => write === 'POST /api/v4/contacts')).toHaveLength(3);
  expect(await world.state.intents.all()).toEqual([]);
});

const lostRequests: Readonly<Record<string, Fault>> = {
  'a 500 before the commit': { kind: 'status', status: 500, when: 'before' },
  'a connection dropped before the commit': { kind: 'drop', when: 'before' },
  'a connection that stays half-open before the commit': { kind: 'hang', when: 'before' },
};

test.for(Object.entries(lostRequests))('%s sends the batch anew, once', async ([, fault]) => {
  await using world = await World.open({ patients: 25, sync: { batchSize: 10 } });
  world.sandbox.faults.add({ match: creates, fault });
  const begun = world.clock.elapsed;
  const result = await world.sync();
  expect(result).toMatchObject({ outcome: 'ok', counts: { created: 25 } });
  expect(world.notOnce()).toEqual([]);
  expect(world.writes().filter((write) => write === 'POST /api/v4/contacts')).toHaveLength(4);
  // Nothing was sent again before it was sure that nothing would come any more.
  expect(world.clock.elapsed - begun).toBeGreaterThan(60_000);
});

test('a gateway that gives up on large batches gets smaller ones, and all arrive', async () => {
  await using world = await World.open({ patients: 40, sync: { batchSize: 40 } });
  world.sandbox.faults.add({
    match: creates,
    times: 1,
    fault: { kind: 'status', status: 504, when: 'before' },
  });
  await world.sync();
  expect(world.notOnce()).toEqual([]);
  const sizes = world.sandbox.log.requests
    .filter(({ method, path }) => method === 'POST' && path === '/api/v4/contacts')
    .map(({ createdIds }) => createdIds.length);
  expect(sizes).toEqual([0, 20, 20]);
});

test('several batches that a gateway gives up on at once halve the size once, not once each', async () => {
  await using world = await World.open({ patients: 64, sync: { batchSize: 16 } });
  world.sandbox.faults.add({
    match: creates,
    times: 4,
    fault: { kind: 'status', status: 502, when: 'before' },
  });
  await world.sync();
  expect(world.notOnce()).toEqual([]);
  const sizes = world.sandbox.log.requests
    .filter(({ method, path }) => method === 'POST' && path === '/api/v4/contacts')
    .map(({ createdIds }) => createdIds.length);
  expect(sizes).toEqual([0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8, 8]);
});

test('several batches whose answers are lost at once are looked for in walks that they share', async () => {
  await using world = await World.open({ patients: 60, sync: { batchSize: 10 } });
  world.sandbox.faults.add({
    match: creates,
    times: 6,
    fault: { kind: 'late-commit', ms: 40_000, status: 500 },
  });
  const result = await world.sync();
  expect(result).toMatchObject({ outcome: 'ok', counts: { created: 60, uncertain: 0 } });
  expect(world.notOnce()).toEqual([]);
  const walked = world.sandbox.log.requests.filter(
    ({ method, query }) => method === 'GET' && /order(\[|%5B)id(\]|%5D)=desc/.test(query),
  );
  // One before the first create, six as the batches end one after the other, and three for all of them together.
  expect(walked.length).toBeLessThanOrEqual(10);
});

test('one batch of several in flight whose answer is lost does not disturb the others', async () => {
  await using world = await World.open({ patients: 60, sync: { batchSize: 10 } });
  world.sandbox.faults.add({ match: creates, skip: 2, fault: { kind: 'drop', when: 'after' } });
  world.sandbox.faults.add({
    match: creates,
    skip: 1,
    fault: { kind: 'late-commit', ms: 25_000 },
  });
  const result = await world.sync();
  expect(result).toMatchObject({ outcome: 'ok', counts: { created: 60 } });
  expect(world.notOnce()).toEqual([]);
});

test('rows that the answer does not name are looked for, and those not there are sent again', async () => {
  await using world = await World.open({ patients: 20, sync: { batchSize: 10 } });
  world.sandbox.faults.add({ match: creates, fault: { kind: 'omit', rows: [0, 4, 9] } });
  const result = await world.sync();
  expect(result.counts).toMatchObject({ created: 20, uncertain: 0 });
  expect(world.notOnce()).toEqual([]);
  const found = result.findings.filter(({ kind }) => kind === 'found-after-unknown');
  expect(found).toHaveLength(3);
});

test('contacts that people create meanwhile do not hide the ones looked for', async () => {
  await using world = await World.open({ patients: 20, sync: { batchSize: 10 } });
  world.sandbox.faults.add({ match: creates, fault: { kind: 'late-commit', ms: 3_000 } });
  void world.clock.sleep(1_000).then(() => {
    for (let at = 0; at < 300; at += 1) world.sandbox.crm.create({ name: `Лид ${at}` });
  });
  await world.sync();
  expect(world.notOnce()).toEqual([]);
});

test('while amoCRM cannot be read, nothing is sent again; the next pass decides', async () => {
  await using world = await World.open({ patients: 10, sync: { batchSize: 10 } });
  world.sandbox.faults.add({ match: creates, fault: { kind: 'late-commit', ms: 2_000 } });
  // The full read and the look at the newest come first; all later reads fail.
  const reads = world.sandbox.faults.add({
    match: { method: 'GET', path: '^/api/v4/contacts$' },
    skip: 2,
    times: null,
    fault: { kind: 'status', status: 500 },
  });
  await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_SERVER_ERROR', exit: 5 });
  expect(await world.state.intents.all()).toHaveLength(10);
  expect(world.contacts()).toHaveLength(10);
  world.sandbox.faults.remove(reads);
  const result = await world.sync();
  expect(result.counts).toMatchObject({ created: 10 });
  expect(world.notOnce()).toEqual([]);
  expect(world.writes().filter((write) => write === 'POST /api/v4/contacts')).toHaveLength(1);
});

test('a batch that is lost again and again ends the pass, and leaves nothing undecided', async () => {
  await using world = await World.open({ patients: 10, sync: { batchSize: 10 } });
  world.sandbox.faults.add({
    match: creates,
    times: null,
    fault: { kind: 'drop', when: 'before' },
  });
  await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_UNKNOWN_OUTCOME', exit: 5 });
  expect(await world.state.intents.all()).toEqual([]);
  world.sandbox.faults.clear();
  await world.sync();
  expect(world.notOnce()).toEqual([]);
});
