import { expect, test } from 'vitest';
import { Activity } from '../../../src/state/record/activity.ts';
import { World } from '../../support/world.ts';

const hour = 3_600_000;

test('what runs did is summed by the hour, and quiet ones leave no trace', async () => {
  await using world = await World.open({ patients: 1, fields: false });
  const { state } = world;
  const begin = 1_763_800_000_000;
  const end = async (endedAt: number, counts: Record<string, number>) => {
    const id = await state.runs.start('incremental', endedAt - 1);
    await state.runs.finish(id, {
      ...{ mode: 'incremental', outcome: 'ok', failure: null },
      ...{ endedAt, counts },
    });
  };
  const at = begin - (begin % hour);
  await end(at + 1, { created: 2, requests: 3, unchanged: 5 });
  await end(at + 2, { updated: 1, rejected: 1, requests: 1, throttled: 4 });
  await end(at + hour, { unchanged: 9, requests: 0 });
  await end(at + 2 * hour, { requests: 1 });
  const nothing = { created: 0, updated: 0, rejected: 0, requests: 0, throttled: 0 };
  expect(await new Activity(state.db).since(at)).toEqual([
    { at, created: 2, updated: 1, rejected: 1, requests: 4, throttled: 4 },
    { ...nothing, at: at + 2 * hour, requests: 1 },
  ]);
  await end(at + 33 * 24 * hour, { requests: 1 });
  expect((await new Activity(state.db).since(0)).map((one) => one.at)).toEqual([
    at + 33 * 24 * hour,
  ]);
});

test('a run that the guard stopped counts what it stopped', async () => {
  await using world = await World.open({
    patients: 20,
    sync: { guard: { percent: 15, rows: 2 } },
  });
  await world.sync();
  world.sql('delete from Patients where ID_Persons in (select ID_Persons from Patients limit 5)');
  await expect(world.deep()).rejects.toMatchObject({ code: 'MASS_CHANGE' });
  const [run] = await world.state.runs.latest(1);
  expect(run).toMatchObject({ outcome: 'stopped', counts: { 'stopped:removed': 5 } });
});
