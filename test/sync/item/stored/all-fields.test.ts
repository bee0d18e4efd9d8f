import { expect, test } from 'vitest';
import { expectMirror } from '../../../support/expected/mirror.ts';
import { World } from '../../../support/world.ts';

test('all fields, name, phones and e-mails of every patient stand in amoCRM, and go on doing so', async () => {
  await using world = await World.open({ patients: 300, seed: 3 });
  await world.sync();
  expectMirror(world, 'of IDENT');
  await world.mutate(120, 11);
  const result = await world.sync();
  expect(result.mode).toBe('incremental');
  expectMirror(world, 'any');
  const deep = await world.deep();
  expectMirror(world, 'any');
  expect(deep.counts).toMatchObject({ created: 0, updated: 0, repaired: 0, rejected: 0 });
  expect(deep.findings.filter(({ kind }) => kind === 'drifted')).toEqual([]);
});
