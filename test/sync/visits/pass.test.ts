import { expect, test } from 'vitest';
import { firstSource, type PatientId } from '../../../src/contact/model/patient-key.ts';
import { readDeals } from '../../../src/health/read-deals.ts';
import type { ReceptionId } from '../../../src/visits/reception.ts';
import { visitKey } from '../../../src/visits/visit-key.ts';
import { clinicWithVisits } from './visits-world.ts';

test('a pass makes the deals of visits behind their contacts, moves them on, and then asks amoCRM nothing', async () => {
  await using c = await clinicWithVisits();
  c.book(101, '2026-05-06 12:00:00');
  c.book(102, '2026-05-07 12:00:00', 2);
  const { counts } = await c.world.sync();
  expect(counts).toMatchObject({ dealsCreated: 2 });
  expect(c.carried()).toEqual({ 101: 1, 102: 1 });
  expect(c.stageOf('101')).toBe('Запланирован');
  c.stamp(101, 'PatientAppeared');
  expect((await c.world.sync()).counts).toMatchObject({ dealsMoved: 1 });
  expect(c.stageOf('101')).toBe('Пациент пришёл');
  const mark = c.world.mark();
  const quiet = await c.world.sync();
  expect(c.world.requestsSince(mark)).toEqual([]);
  expect(quiet.outcome).toBe('ok');
});

test('a booking that is moved keeps its deal, whose key is the first one’s', async () => {
  await using c = await clinicWithVisits();
  c.book(101, '2026-05-06 12:00:00');
  await c.world.sync();
  c.stamp(101, 'ReceptionCanceled');
  c.book(102, '2026-05-09 15:30:00', 1, 101);
  await c.world.sync();
  expect(c.carried()).toEqual({ 101: 1 });
  expect(c.deals('101')[0]).toMatchObject({ name: 'Приём 09.05.2026 15:30' });
  // The first row goes, and the move is moved: it is found by any of its members.
  c.world.sql('delete from Receptions where ID = 101');
  c.book(103, '2026-05-10 10:00:00', 1, 102);
  await c.world.sync();
  expect(c.carried()).toEqual({ 101: 1 });
  expect(c.deals('101')[0]).toMatchObject({ name: 'Приём 10.05.2026 10:00' });
});

test('what waits for its time costs nothing until then, and is looked at when it has come, though nothing changes in IDENT', async () => {
  await using c = await clinicWithVisits();
  c.book(101, '2026-05-06 12:00:00');
  c.book(102, '2026-06-04 12:00:00', 2);
  await c.world.sync();
  // The window is 30 days long: 102 enters it tomorrow.
  expect(c.carried()).toEqual({ 101: 1 });
  c.stamp(101, 'ReceptionCanceled', '2026-05-04 09:59:00');
  expect((await c.world.sync()).counts).toMatchObject({ dealsQuiet: 1 });
  expect(c.stageOf('101')).toBe('Запланирован');
  const mark = c.world.mark();
  await c.world.sync();
  expect(c.world.requestsSince(mark)).toEqual([]);
  c.world.clock.jump(10 * 60_000);
  expect((await c.world.sync()).counts).toMatchObject({ dealsClosed: 1 });
  expect(c.deals('101')[0]).toMatchObject({ status_id: 143 });
  c.world.clock.jump(24 * 3_600_000);
  await c.world.sync();
  expect(c.carried()).toEqual({ 101: 1, 102: 1 });
});

test.each([true, false])(
  'deals are made and moved by pages, whether the account has paid for filters (%s) or not',
  async (apiFilter) => {
    await using c = await clinicWithVisits(
      {},
      { patients: 40, sandbox: { manners: { apiFilter } } },
    );
    const requests = async () => {
      const mark = c.world.mark();
      await c.world.sync();
      return c.world.requestsSince(mark).length;
    };
    for (let id = 1; id <= 40; id += 1) c.book(100 + id, '2026-05-06 12:00:00', id);
    // Account, pipelines, fields, users, the survey, who is responsible, the newest, what is made, and what was.
    expect(await requests()).toBeLessThanOrEqual(15);
    for (let id = 1; id <= 40; id += 1) c.stamp(100 + id, 'PatientAppeared');
    expect(await requests()).toBeLessThanOrEqual(8);
    expect(c.stageOf('140')).toBe('Пациент пришёл');
    expect(Object.values(c.carried())).toEqual(Array.from({ length: 40 }, () => 1));
  },
);

test('a patient who gets a contact only later gets the deal of the visit then', async () => {
  await using c = await clinicWithVisits();
  c.book(101, '2026-05-06 12:00:00', 77);
  await c.world.sync();
  expect(c.deals()).toEqual([]);
  c.world.addPatient(77, { SurName: 'Новикова', Name: 'Ольга' }, { CardNumber: '77' });
  await c.world.sync();
  expect(c.carried()).toEqual({ 101: 1 });
});

test('deals are asked for without a set-up: the pass names the next step, and contacts go over all the same', async () => {
  await using c = await clinicWithVisits();
  await c.world.state.meta.clear('visitsSetup');
  c.book(101, '2026-05-06 12:00:00');
  c.world.addPatient(77, { SurName: 'Новикова', Name: 'Ольга' }, { CardNumber: '77' });
  await expect(c.world.sync()).rejects.toMatchObject({ code: 'VISITS_NOT_SET_UP' });
  expect(c.world.contactsOf(77)).toHaveLength(1);
  await c.setUp();
  await c.world.sync();
  expect(c.carried()).toEqual({ 101: 1 });
});

test('a deal whose making failed, or whose answer was lost, is made or found by the very next passes, though nothing changes in IDENT', async () => {
  await using c = await clinicWithVisits();
  const match = { method: 'POST', path: '/api/v4/leads' } as const;
  const faults = [
    { kind: 'drop', when: 'before' },
    { kind: 'drop', when: 'after' },
    { kind: 'status', status: 500, when: 'before' },
    { kind: 'omit', rows: [0] },
  ] as const;
  for (const [at, fault] of faults.entries()) {
    c.book(101 + at, `2026-05-0${6 + at} 12:00:00`, (at % 3) + 1);
    c.world.sandbox.faults.add({ match, fault });
    await c.world.sync().catch(() => undefined);
    c.world.clock.jump(16 * 60_000);
    await c.world.sync();
    c.world.clock.jump(16 * 60_000);
    await c.world.sync();
    expect(c.carried()[String(101 + at)], JSON.stringify(fault)).toBe(1);
  }
});

test('deals that good passes leave behind IDENT are known as late, with what waits and when they were last looked at; with visits off nothing of it is', async () => {
  await using clinic = await clinicWithVisits();
  const { world, book } = clinic;
  const { state } = world;
  const deals = async () => {
    const intervalMs = 120_000;
    return await readDeals(state, { now: world.clock.now(), intervalMs });
  };
  book(101, '2026-05-05 12:00:00');
  book(102, '2026-05-06 12:00:00');
  await world.deep();
  const looked = world.clock.now();
  expect(await deals()).toMatchObject({
    ...{ linked: 2, led: 0, late: { count: 0 }, rejected: { count: 0, oldestAt: null } },
    waiting: {},
  });
  expect((await deals())?.auditedAt).toBeGreaterThan(looked - 60_000);
  // As a pass leaves one whose stage has not stood for long; then others go by without it.
  const visit = visitKey(firstSource, 101 as ReceptionId);
  const patientId = 1 as PatientId;
  const at = world.clock.now();
  await state.visitLooks.replace([], [{ visit, patientId, at, for: 'quiet' }], at);
  world.clock.jump(10 * 60_000);
  expect(await deals()).toMatchObject({ waiting: { quiet: 1 }, late: { count: 0 } });
  await state.meta.set('lastIncrementalAt', world.clock.now());
  expect(await deals()).toMatchObject({ late: { count: 1, oldestAt: at } });
  await world.sync();
  expect(await deals()).toMatchObject({ waiting: {}, late: { count: 0 } });
  const { visits: _, ...off } = world.options;
  await world.sync({}, { options: off });
  expect(await deals()).toBeNull();
});
