import { expect, test } from 'vitest';
import type { PatientId } from '../../src/contact/model/patient-key.ts';
import { databaseLostSince } from '../../src/health/read-facts.ts';
import type { Run } from '../../src/state/record/runs.ts';
import { hour, minute, ServiceWorld } from '../service/service-world.ts';
import { StateFolder } from '../state/folder.ts';

const failure = (errorCode: string) => ({
  errorCode,
  reason: { ru: { message: 'Нет связи.', hint: '' }, en: { message: 'Away.', hint: '' } },
});

test('passes that could not even begin are one recorded run, with how many they were and why in words', async () => {
  await using clinic = await ServiceWorld.started();
  const { state } = clinic.world;
  const before = (await state.runs.latest(1))[0]?.id ?? 0;
  const back = clinic.hideIdent();
  await clinic.sleep(20 * minute);
  const since = (await state.runs.latest(100)).filter(({ id }) => id > before);
  expect(since).toHaveLength(1);
  const [run] = since;
  expect(run).toMatchObject({ mode: 'incremental', outcome: 'failed' });
  expect(run?.errorCode).toMatch(/^IDENT_/);
  expect(run?.times).toBeGreaterThan(5);
  expect((run?.endedAt ?? 0) - (run?.startedAt ?? 0)).toBeGreaterThan(10 * minute);
  expect(run?.reason?.ru.message).toMatch(/[а-яё]/);
  expect(run?.reason?.en.message).not.toMatch(/[а-яё]/i);
  expect((await clinic.facts()).databaseLostSince).toBe(run?.startedAt);
  back();
  await clinic.sleep(10 * minute);
  expect((await state.runs.latest(1))[0]).toMatchObject({ outcome: 'ok', times: 1 });
});

test('an access that amoCRM has revoked is told by pause and history alike', async () => {
  await using clinic = await ServiceWorld.open({ oauth: true, fields: false });
  await clinic.start();
  await clinic.sleep(2 * hour);
  const [run, ...others] = await clinic.world.state.runs.latest(100);
  expect(others).toEqual([]);
  expect(run).toMatchObject({ outcome: 'failed', errorCode: 'AMO_NOT_AUTHORISED' });
  expect(run?.times).toBeGreaterThan(3);
  expect((await clinic.facts()).pauses).toMatchObject([{ code: 'AMO_NOT_AUTHORISED' }]);
});

test('equal failures of both modes by turns are one row each; another failure, or a good pass, begins another', async () => {
  await using folder = new StateFolder();
  const { runs } = await folder.open();
  let at = 0;
  const fail = async (mode: string, code: string) => {
    at += 10;
    await runs.couldNotBegin(mode, failure(code), { startedAt: at, endedAt: at + 5 });
  };
  for (let turn = 0; turn < 4; turn += 1) {
    await fail('incremental', 'IDENT_UNREACHABLE');
    await fail('deep', 'IDENT_UNREACHABLE');
  }
  await fail('incremental', 'AMO_SERVER_ERROR');
  const good = await runs.start('incremental', 200);
  await runs.finish(good, {
    ...{ mode: 'incremental', outcome: 'ok', failure: null, counts: {}, endedAt: 205 },
  });
  at = 300;
  await fail('deep', 'IDENT_UNREACHABLE');
  const row = ({ mode, errorCode, times, startedAt, endedAt }: Run) =>
    `${mode} ${errorCode ?? 'ok'} ×${times} ${startedAt}–${endedAt}`;
  expect((await runs.latest(100)).map(row)).toEqual([
    'deep IDENT_UNREACHABLE ×1 310–315',
    'incremental ok ×1 200–205',
    'incremental AMO_SERVER_ERROR ×1 90–95',
    'deep IDENT_UNREACHABLE ×4 20–85',
    'incremental IDENT_UNREACHABLE ×4 10–75',
  ]);
});

test('a failure that wrote or found something keeps a row of its own', async () => {
  await using folder = new StateFolder();
  const { runs, findings } = await folder.open();
  const fail = async (counts: Record<string, number>, found = 0) => {
    const id = await runs.start('incremental', 1);
    const finding = { kind: 'drifted', patientId: 1 as PatientId, contactId: null, subject: null };
    await findings.add(
      id,
      Array.from({ length: found }, () => finding),
    );
    await runs.finish(id, {
      ...{ mode: 'incremental', outcome: 'failed', counts, endedAt: 2 },
      failure: failure('AMO_SERVER_ERROR'),
    });
  };
  await fail({ requests: 3 });
  await fail({ requests: 4 });
  await fail({ created: 1 });
  await fail({ requests: 5 });
  await fail({}, 1);
  await fail({ requests: 6 });
  await fail({ requests: 7 });
  expect((await runs.latest(100)).map(({ times, counts }) => [times, counts['requests']])).toEqual([
    [2, 13],
    [1, undefined],
    [1, 5],
    [1, undefined],
    [2, 7],
  ]);
});

test('a pass that failed before it asked IDENT anything tells nothing of the database', async () => {
  await using folder = new StateFolder();
  const { runs } = await folder.open();
  const fail = async (errorCode: string, startedAt: number, counts = {}) => {
    const id = await runs.start('incremental', startedAt);
    await runs.finish(id, {
      ...{ mode: 'incremental', outcome: 'failed', counts, endedAt: startedAt + 5 },
      failure: failure(errorCode),
    });
  };
  expect(await databaseLostSince({ runs })).toBeNull();
  await fail('IDENT_UNREACHABLE', 10);
  await fail('AMO_SERVER_ERROR', 20);
  expect(await databaseLostSince({ runs })).toBe(10);
  await fail('AMO_SERVER_ERROR', 30, { queryMs: 4 });
  expect(await databaseLostSince({ runs })).toBeNull();
  await fail('IDENT_FIELDS_GONE', 40, { queryMs: 4 });
  expect(await databaseLostSince({ runs })).toBeNull();
});
