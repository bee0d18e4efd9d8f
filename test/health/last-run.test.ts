import { expect, test } from 'vitest';
import { readFacts } from '../../src/health/read-facts.ts';
import type { State } from '../../src/state/open-state.ts';
import type { RunOutcome } from '../../src/state/record/runs.ts';
import { StateFolder } from '../state/folder.ts';

const failure = (errorCode: string) => ({
  errorCode,
  reason: { ru: { message: 'Нет.', hint: '' }, en: { message: 'No.', hint: '' } },
});

const end = async (
  { runs }: State,
  id: number,
  over: { mode: string; outcome: RunOutcome; endedAt: number; code?: string },
) => {
  const { code, ...rest } = over;
  await runs.finish(id, {
    ...rest,
    counts: {},
    failure: code === undefined ? null : failure(code),
  });
};

/** What is told of the last run; `isAtWork`: somebody holds the pass lock. */
const lastRun = async (state: State, isAtWork: boolean) =>
  (
    await readFacts({
      ...{ state, passLock: state.passLock, now: 1_000, intervalMs: 120_000, sources: [] },
      process: {
        ...{ startedAt: 1, waitsFor: null, nextIncrementalAt: null, nextDeepAt: null },
        ...{ restUntil: null, access: null },
        running: isAtWork ? { mode: 'deep', since: 5, progress: null } : null,
      },
    })
  ).lastRun;

test('the last run is the one that is under way, whatever ran between its pages; then the one that ended last', async () => {
  await using folder = new StateFolder();
  const state = await folder.open();
  expect(await lastRun(state, false)).toBeNull();
  const load = await state.runs.start('deep', 10);
  expect(await lastRun(state, true)).toMatchObject({ id: load, outcome: 'running' });
  const between = await state.runs.start('incremental', 20, { alone: false });
  expect(await lastRun(state, true)).toMatchObject({ id: load, outcome: 'running' });
  await end(state, between, { mode: 'incremental', outcome: 'ok', endedAt: 30 });
  expect(await lastRun(state, true)).toMatchObject({ id: load, outcome: 'running' });
  await end(state, load, { mode: 'deep', outcome: 'failed', endedAt: 40, code: 'AMO_AWAY' });
  expect(await lastRun(state, false)).toMatchObject({ id: load, errorCode: 'AMO_AWAY' });
});

test('a pass that left its work to a deep one is no last run', async () => {
  await using folder = new StateFolder();
  const state = await folder.open();
  const deep = await state.runs.start('deep', 10);
  const left = await state.runs.start('incremental', 20, { alone: false });
  await end(state, deep, { mode: 'deep', outcome: 'ok', endedAt: 30 });
  await end(state, left, {
    ...{ mode: 'incremental', outcome: 'incomplete', endedAt: 35, code: 'DEEP_PASS_DUE' },
  });
  expect(await lastRun(state, false)).toMatchObject({ id: deep, outcome: 'ok' });
});

test('a run whose process died is not told as one that goes on', async () => {
  await using folder = new StateFolder();
  const state = await folder.open();
  const dead = await state.runs.start('deep', 10);
  expect(await lastRun(state, false)).toMatchObject({
    ...{ id: dead, outcome: 'incomplete', errorCode: 'PROCESS_DIED' },
  });
});
