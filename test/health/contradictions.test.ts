import { describe, expect, test } from 'vitest';
import { failureOf } from '../../src/app-error.ts';
import { type Said, Views } from './views.ts';

const minute = 60_000;
const hour = 60 * minute;

/** What each view says of it, in one line. */
function summary({ doctor, told, page, ready, alerts }: Said) {
  const lines = doctor.filter(({ check }) =>
    ['lock', 'pauses', 'success', 'rows', 'values'].includes(check),
  );
  return {
    doctor: lines.filter(({ verdict }) => verdict !== 'ok').map((one) => one.verdict),
    status: told.incidents.map(({ code }) => code),
    page: `${page.verdict} ${page.tone}`,
    ready,
    alerts,
  };
}

/** The same title stands in every view. */
function expectSameWords({ doctor, status, page }: Said): void {
  for (const { text } of page.incidents) {
    const { title } = text.ru;
    expect(status.stdout).toContain(title);
    expect(doctor.some(({ found }) => found.includes(text.en.title))).toBe(true);
  }
  if (page.incidents.length > 0) {
    expect(page.headline.ru.title).toBe(page.incidents[0].text.ru.title);
    expect(status.stdout).not.toContain('всё в порядке');
  } else expect(status.stdout).toContain('всё в порядке');
}

describe('every view says the same', () => {
  test('where all is well', async () => {
    await using views = await Views.open();
    const said = await views.ask();
    expect(summary(said)).toEqual({
      ...{ doctor: [], status: [], page: 'in-sync good', ready: 200, alerts: [] },
    });
    expectSameWords(said);
  });

  test('where the last changes were carried over 7 minutes ago, and everything was compared 10 hours ago', async () => {
    await using views = await Views.open();
    await views.passesEnded({ changes: 7 * minute, all: 10 * hour });
    const said = await views.ask();
    expect(summary(said)).toEqual({
      ...{ doctor: ['problem'], status: ['stale'], page: 'stale bad', ready: 503 },
      alerts: ['🔴 IDENT → amoCRM: Данные в amoCRM не обновляются'],
    });
    expectSameWords(said);
  });

  test('where the last changes were carried over a minute ago, and everything was compared 30 hours ago', async () => {
    await using views = await Views.open();
    await views.passesEnded({ changes: minute, all: 30 * hour });
    const said = await views.ask();
    expect(summary(said)).toEqual({
      ...{ doctor: ['warning'], status: ['deep'], page: 'attention warn', ready: 200, alerts: [] },
    });
    expectSameWords(said);
  });

  test.each([
    [12, 'rejected-many', 'attention bad', 'problem'],
    [1, 'rejected', 'attention warn', 'warning'],
  ] as const)('where %i of 12 patients are rejected', async (count, code, page, verdict) => {
    await using views = await Views.open();
    const { state, clock } = views.world;
    for (let patientId = 1; patientId <= count; patientId += 1) {
      const row = { code: 'InvalidType', subject: 'inn', fingerprint: 'x' };
      // A number from IDENT, branded as parsing it would.
      await state.rejected.add({ ...row, patientId: patientId as never }, clock.now());
    }
    const said = await views.ask();
    expect(summary(said)).toEqual({
      ...{ doctor: [verdict], status: [code], page, ready: 200 },
      alerts:
        code === 'rejected' ? [] : ['🔴 IDENT → amoCRM: amoCRM не принимает многих пациентов'],
    });
    expect(said.told.next).toBe('rejected');
    expectSameWords(said);
  });

  test('where IDENT has been away for ten intervals', async () => {
    await using views = await Views.open();
    const { state, clock } = views.world;
    await views.passesEnded({ changes: 21 * minute, all: hour });
    for (let ago = 20; ago > 0; ago -= 2) {
      const startedAt = clock.now() - ago * minute;
      const failure = { ...failureOf(null), errorCode: 'IDENT_UNREACHABLE' };
      await state.runs.couldNotBegin('incremental', failure, { startedAt, endedAt: startedAt });
    }
    const said = await views.ask();
    expect(summary(said)).toEqual({
      ...{ doctor: ['problem'], status: ['database'], page: 'database-lost bad', ready: 200 },
      alerts: ['🔴 IDENT → amoCRM: Нет связи с базой IDENT'],
    });
    expect(said.status.stdout).toContain('изменения, не удался ×10 (IDENT_UNREACHABLE)');
    expectSameWords(said);
  });

  test('where no service runs and nothing was carried over for an hour', async () => {
    await using views = await Views.open({ service: false });
    await views.passesEnded({ changes: hour, all: hour });
    const { told, doctor, status } = await views.ask();
    expect(told).toMatchObject({ next: 'run', incidents: [{ code: 'off', severity: 'critical' }] });
    expect(doctor.filter(({ code }) => code === 'DOCTOR_STALE')).toHaveLength(1);
    expect(status.stdout).toContain('Служба не работает');
  });

  test('while a mass change that a person allowed still runs', async () => {
    await using views = await Views.open();
    const { state, clock } = views.world;
    const held = await state.passLock.acquire({ command: 'sync', wait: false });
    await state.runs.start('deep', clock.now(), { allowed: 80 });
    const said = await views.ask();
    held.release();
    expect(summary(said)).toEqual({
      ...{ doctor: [], status: ['mass-change'], page: 'attention info', ready: 200, alerts: [] },
    });
    expectSameWords(said);
  });

  test('of a batch in flight: it is of unknown outcome once nobody has it in hand', async () => {
    await using views = await Views.open();
    const { state, clock } = views.world;
    const held = await state.passLock.acquire({ command: 'sync', wait: false });
    const runId = await state.runs.start('incremental', clock.now());
    await state.intents.declare([
      // A number from IDENT, branded as parsing it would.
      {
        patientId: 900 as never,
        runId,
        highestContactId: 1 as never,
        createdAt: clock.now(),
        sent: {} as never,
      },
    ]);
    const inFlight = await views.ask();
    expect(summary(inFlight)).toMatchObject({ status: [], page: 'in-sync good' });
    expect(inFlight.told).toMatchObject({ uncertain: { patientIds: [] } });
    held.release();
    const said = await views.ask();
    expect(summary(said)).toMatchObject({ status: ['uncertain'], page: 'attention info' });
    expect(said.told).toMatchObject({ uncertain: { patientIds: [900] } });
    expectSameWords(said);
  });

  test('when a person pauses, and when the guard stops', async () => {
    await using views = await Views.open();
    const { state, clock } = views.world;
    const since = clock.now();
    await state.pauses.set({ reason: 'user', since, code: null, actor: 'cli' });
    const resting = await views.ask();
    expect(summary(resting)).toEqual({
      ...{ doctor: ['warning'], status: ['resting'], page: 'resting warn', ready: 200, alerts: [] },
    });
    expectSameWords(resting);
    await state.pauses.clear('user');
    await state.pauses.set({ reason: 'guard', since, code: 'MASS_CHANGE', actor: 'service' });
    const stopped = await views.ask();
    expect(summary(stopped)).toEqual({
      ...{ doctor: ['problem'], status: ['guard'], page: 'paused bad', ready: 200 },
      alerts: ['🔴 IDENT → amoCRM: Обмен остановлен: слишком много изменений сразу'],
    });
    expectSameWords(stopped);
  });
});
