import { expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import type { State } from '../../../src/state/open-state.ts';
import { StateFolder } from '../folder.ts';

async function run({ runs, findings }: State, mode: string, found: number): Promise<number> {
  const id = await runs.start(mode, 1);
  const finding = { kind: 'drifted', patientId: 1 as PatientId, contactId: null, subject: 'city' };
  await findings.add(
    id,
    Array.from({ length: found }, () => finding),
  );
  await runs.finish(id, { mode, outcome: 'ok', failure: null, counts: {}, endedAt: 2 });
  return id;
}

test('the findings of the last 60 deep passes stay, however many incremental passes found something since', async () => {
  await using folder = new StateFolder();
  const state = await folder.open();
  const { runs } = state;
  const deep: number[] = [];
  for (let at = 0; at < 62; at += 1) deep.push(await run(state, 'deep', 2));
  const other: number[] = [];
  for (let at = 0; at < 61; at += 1) other.push(await run(state, 'incremental', 1));
  const quiet = await run(state, 'deep', 0);
  await runs.prune();
  const kept = async (id: number | undefined) => (await state.findings.ofRun(id ?? 0)).length;
  expect([await kept(deep[0]), await kept(deep[1]), await kept(deep[2])]).toEqual([0, 0, 2]);
  expect([await kept(other[0]), await kept(other[1])]).toEqual([0, 1]);
  expect((await runs.latest(1_000)).length).toBe(124);
  expect((await runs.lastWhole('deep'))?.id).toBe(quiet);
});

test('the last 10,000 runs stay', async () => {
  await using folder = new StateFolder();
  const { runs, db } = await folder.open();
  const row = { mode: 'incremental', started_at: 1, ended_at: 2, error_code: null, counts: '{}' };
  for (let at = 0; at < 10_005; at += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, 10_005 - at) }, () => ({
      ...row,
      outcome: 'ok',
    }));
    await db.insertInto('runs').values(rows).execute();
  }
  await runs.prune();
  const left = await runs.latest(20_000);
  expect([left.length, left.at(-1)?.id]).toEqual([10_000, 6]);
});
