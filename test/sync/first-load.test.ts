import { expect, test } from 'vitest';
import { World } from '../support/world.ts';

test('a first load creates one contact for every patient of IDENT', async () => {
  await using world = await World.open({ patients: 120 });
  const result = await world.sync();
  expect(result).toMatchObject({ mode: 'deep', reason: 'first', outcome: 'ok' });
  expect(result.counts).toMatchObject({ read: 120, created: 120, rejected: 0 });
  expect(world.contacts()).toHaveLength(120);
});

test('a second pass makes no request at all', async () => {
  await using world = await World.open({ patients: 60 });
  await world.sync();
  const result = await world.sync();
  expect(result).toMatchObject({ mode: 'incremental', outcome: 'ok', requests: 0 });
});

test('a deep pass after a load writes nothing', async () => {
  await using world = await World.open({ patients: 120 });
  await world.sync();
  const before = world.writes().length;
  const result = await world.deep();
  expect(result.counts).toMatchObject({ read: 120, unchanged: 120, updated: 0, created: 0 });
  expect(world.writes()).toHaveLength(before);
  expect(result.findings).toEqual([]);
});
