import { expect, test } from 'vitest';
import type { PassProgress } from '../../../src/sync/pass/pass-context.ts';
import { World } from '../../support/world.ts';

const longestWaitMs = 30_000;

test('a two-minute pass that becomes due while everybody is compared, and written, begins within 30 s, however slow amoCRM is', async () => {
  // More than stand on a page of what is to be written.
  const patients = 1_200;
  await using world = await World.open({ patients });
  await world.sync();
  for (let id = 1; id <= patients; id += 1) world.editPerson(id, { City: 'Тула' });
  // Its pages take longer together than anybody may wait, and so do the batches to it.
  for (const method of ['GET', 'PATCH']) {
    world.sandbox.faults.add({
      match: { method, path: '^/api/v4/contacts$' },
      times: null,
      fault: { kind: 'slow', ms: 8_000 },
    });
  }
  const letIn = [world.clock.monotonic()];
  const note = () => {
    letIn.push(world.clock.monotonic());
  };
  const { counts } = await world.sync({ mode: 'deep' }, { betweenPages: async () => note() });
  note();
  expect(counts).toMatchObject({ updated: patients });
  const waits = letIn.slice(1).map((at, index) => at - (letIn[index] ?? 0));
  expect(Math.max(...waits)).toBeLessThanOrEqual(longestWaitMs);
});

test('a two-minute pass that becomes due while a first load writes begins within 30 s, however slow amoCRM is', async () => {
  await using world = await World.open({ patients: 1_200 });
  for (const method of ['GET', 'POST']) {
    world.sandbox.faults.add({
      match: { method, path: '^/api/v4/contacts$' },
      times: null,
      fault: { kind: 'slow', ms: 8_000 },
    });
  }
  const letIn: number[] = [];
  const note = () => {
    letIn.push(world.clock.monotonic());
  };
  const { counts } = await world.sync({}, { betweenPages: async () => note() });
  note();
  expect(counts).toMatchObject({ created: 1_200 });
  expect(letIn.length).toBeGreaterThan(2);
  const waits = letIn.slice(1).map((at, index) => at - (letIn[index] ?? 0));
  expect(Math.max(...waits)).toBeLessThanOrEqual(longestWaitMs);
});

test('what is on its way to amoCRM is waited for where a pass is due, and not otherwise', async () => {
  await using world = await World.open({ patients: 3 });
  await world.sync();
  const letInToWriting = async (isDue: boolean) => {
    world.editPerson(2, { City: isDue ? 'Тула' : 'Омск' });
    let phase: PassProgress['phase'] | null = null;
    let times = 0;
    await world.sync(
      { mode: 'deep' },
      {
        onProgress: (progress) => {
          phase = progress.phase;
        },
        othersWait: () => isDue,
        betweenPages: async () => {
          if (phase === 'write') times += 1;
        },
      },
    );
    return times;
  };
  expect(await letInToWriting(false)).toBe(0);
  expect(await letInToWriting(true)).toBeGreaterThan(0);
});
