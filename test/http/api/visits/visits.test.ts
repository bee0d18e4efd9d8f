import { expect, test, vi } from 'vitest';
import type { RouteName } from '../../../../src/http/api/contract/paths.ts';
import type { VisitRules } from '../../../../src/visits/rules.ts';
import { TwoSources } from '../../../support/two-sources.ts';
import { rulesOfVisits, visitsIn, visitsStart } from '../../../sync/visits/visits-world.ts';
import { Office } from '../office.ts';

/** A clinic with a dashboard and deals of visits; somebody is signed in. */
async function officeWithVisits(rules: Partial<VisitRules> = {}) {
  const visits = { ...rulesOfVisits, ...rules };
  const office = await Office.signedIn({ patients: 3, start: visitsStart, sync: { visits } });
  const clinic = await visitsIn(office.world, visits);
  const ask = async (name: RouteName, query: Readonly<Record<string, string | number>> = {}) =>
    (await office.call(name, { query })).json;
  return { ...clinic, office, ask, [Symbol.asyncDispose]: () => office[Symbol.asyncDispose]() };
}

const leads = '/api/v4/leads';

test('the page tells how many visits have deals, and lists whom people lead, who waits and what was rejected, with a deal to open', async () => {
  await using c = await officeWithVisits({ perHour: 3 });
  const { sandbox } = c.world;
  for (const [at, id] of [101, 102, 103].entries()) c.book(id, `2026-05-0${at + 5} 12:00:00`);
  sandbox.faults.add({
    match: { method: 'POST', path: leads },
    fault: { kind: 'reject', rows: [1], path: 'price', code: 'TooLong' },
  });
  await c.world.sync();
  // One more than an hour takes, and one whose patient has no contact.
  c.book(104, '2026-05-08 12:00:00');
  c.world.addPatient(900, { Surname: 'Новикова', Name: 'Ирина' });
  c.book(105, '2026-05-09 12:00:00', 900);
  await c.visitsOnly();
  const [deal] = c.deals('101');
  if (deal === undefined) throw new Error('101 has a deal');
  sandbox.deals.edit(deal.id, { price: 777 });
  c.stamp(101, 'PatientAppeared');
  await c.visitsOnly();

  expect(await c.ask('visits')).toMatchObject({
    ...{ on: true, setUp: 'whole', rest: null, loaded: true },
    counts: { deals: 2, led: 1, waiting: 2, rejected: 1, deleted: 0, doubled: 0 },
  });
  expect(await c.ask('visitList', { of: 'led' })).toMatchObject({
    total: 1,
    rows: [
      {
        ...{ visit: '101', patientId: 1, source: null, wait: null, rejected: null },
        deal: {
          ...{ id: deal.id, url: `${sandbox.url}/leads/detail/${deal.id}`, status: 'linked' },
          ...{ put: 'appeared', touched: true },
        },
      },
    ],
  });
  const { rows } = await c.ask('visitList', { of: 'waiting' });
  expect(rows).toMatchObject([
    { visit: '105', patientId: 900, deal: null, wait: { for: 'contact', until: null } },
    { visit: '104', patientId: 1, deal: null, wait: { for: 'portion' } },
  ]);
  expect(rows[1].wait.until).toBeGreaterThan(c.world.clock.now());
  expect(await c.ask('visitList', { of: 'rejected' })).toMatchObject({
    total: 1,
    rows: [
      {
        ...{ visit: '102', patientId: 1, deal: null },
        rejected: {
          ...{ code: 'TooLong', attempts: 1, retrying: false },
          subject: { ru: 'Бюджет', en: 'Price' },
        },
      },
    ],
  });
  // By the button of the list of the rejected.
  await c.office.call('retryRejected', { body: { patientId: 1 } });
  const [again] = (await c.ask('visitList', { of: 'rejected' })).rows;
  expect(again.rejected.retrying).toBe(true);
});

test('deals that are off, not set up or resting are told as such, with the cause and until when', async () => {
  await using office = await Office.signedIn({ patients: 1 });
  expect((await office.call('visits')).json).toMatchObject({ on: false, setUp: 'none' });

  await using c = await officeWithVisits();
  await c.world.state.meta.clear('visitsSetup');
  expect(await c.ask('visits')).toMatchObject({ on: true, setUp: 'none' });
  await c.setUp();
  c.book(101, '2026-05-05 12:00:00');
  c.world.sandbox.faults.add({
    match: { method: 'POST', path: leads },
    fault: { kind: 'status', status: 403, body: 'json' },
    times: null,
  });
  await expect(c.world.sync()).rejects.toMatchObject({ code: 'VISITS_REFUSED' });
  const { rest } = await c.ask('visits');
  expect(rest).toMatchObject({ code: 'VISITS_REFUSED', until: expect.any(Number) });
  expect(rest.text.ru.message).toContain('amoCRM их не принимает');
  expect(rest.text.en.hint).toContain('rights on leads');
});

test('visits booked in a period are counted beside the passes, once for all who look, and downloaded as they were counted', async () => {
  await using c = await officeWithVisits();
  const { office } = c;
  const { sandbox, state } = c.world;
  c.book(101, '2026-05-05 12:00:00');
  c.book(102, '2026-05-03 12:00:00', null);
  c.book(103, '2026-05-01 12:00:00', 2);
  for (const [id, day] of [101, 102, 103].map((one) => [one, '2026-05-02 09:00:00'] as const))
    c.world.sql('update Receptions set DateTimeAdded = ? where ID = ?', day, id);
  const createdAt = Date.parse('2026-05-02T09:00:00+03:00') / 1000;
  sandbox.deals.create({ name: 'Заявка', createdAt, contacts: [c.world.contactOf(1).id] });
  expect(await c.ask('cohort')).toMatchObject({ state: 'none', cohort: null });
  expect((await office.call('cohortCsv')).status).toBe(404);

  const days = { from: '2026-05-01', to: '2026-05-03' };
  const started = await office.call('countCohort', { body: days });
  expect(started.json).toMatchObject({ state: 'running', cohort: null });
  // The same is asked for once; who wants other days hears which are counted.
  expect((await office.call('countCohort', { body: days })).json).toMatchObject({
    state: 'running',
  });
  const others = await office.call('countCohort', { body: { ...days, to: '2026-05-02' } });
  expect([others.status, others.json.error.code]).toEqual([409, 'OTHER_COUNT']);
  await vi.waitFor(async () => expect((await c.ask('cohort')).state).toBe('done'));
  expect(await c.ask('cohort')).toMatchObject({
    problem: null,
    cohort: {
      ...{ ...days, paidIs: 'missing', untold: [] },
      total: { booked: 2, planned: 1, open: 1, came: 0, paid: null },
      notCounted: { withoutPatient: 1 },
      leads: { total: 1, patients: 1, isWhole: true },
    },
  });
  const csv = await office.call('cohortCsv', { query: { lang: 'ru' } });
  expect(csv.headers.get('content-disposition')).toContain('2026-05-01-2026-05-03.csv');
  expect(csv.text).toContain('Записи без пациента;1');
  expect(csv.text).toContain('Сделок создано в amoCRM за эти дни;1');

  const odd = await office.call('countCohort', { body: { from: '2026-05-04', to: '2026-05-03' } });
  expect([odd.status, odd.json.error.code]).toEqual([400, 'ODD_PERIOD']);
  expect((await office.call('countCohort', { body: { from: '2026-02-30' } })).status).toBe(400);
  // Nothing of it is kept, and nothing was written anywhere.
  expect(await state.visitDeals.counts()).toMatchObject({ linked: 0 });
});

test('why visits cannot be counted is said, and the count before stays with its days and its moment', async () => {
  await using c = await officeWithVisits();
  await c.office.call('countCohort', { body: {} });
  await vi.waitFor(async () => expect((await c.ask('cohort')).state).toBe('done'));
  c.world.sql('alter table Receptions drop column DateTimeAdded');
  await c.office.call('countCohort', { body: {} });
  await vi.waitFor(async () => expect((await c.ask('cohort')).state).toBe('failed'));
  expect(await c.ask('cohort')).toMatchObject({
    problem: { code: 'BOOKINGS_UNTOLD' },
    cohort: { to: '2026-05-04', at: expect.any(Number) },
  });
});

test('today and the days after it are counted by stage; a day is listed with its deals, and with names once somebody asks for them, which is recorded', async () => {
  await using c = await officeWithVisits({ withDoctors: true });
  const surname = 'Видимкина';
  c.world.editPerson(2, { Surname: surname });
  c.book(101, '2026-05-04 12:00:00');
  c.book(102, '2026-05-04 11:00:00', 2);
  c.book(103, '2026-05-04 09:00:00', 3);
  c.book(104, '2026-05-06 09:00:00', null);
  c.book(105, '2026-05-05 09:00:00', 3, 103);
  c.stamp(103, 'ReceptionCanceled', '2026-05-04 09:30:00');
  c.stamp(102, 'PatientAppeared');
  c.world.sql('update Receptions set ID_Staffs = 1 where ID = 101');
  await c.world.sync();

  const { days } = await c.ask('visitDays', { days: 3 });
  const none = { planned: 0, open: 0, appeared: 0, started: 0, ended: 0, billed: 0, cancelled: 0 };
  expect(days).toEqual([
    {
      ...{ day: '2026-05-04', total: 2, deals: 2 },
      stages: { ...none, planned: 1, appeared: 1 },
    },
    { day: '2026-05-05', total: 1, deals: 1, stages: { ...none, planned: 1 } },
    { day: '2026-05-06', total: 1, deals: 0, stages: { ...none, planned: 1 } },
  ]);

  const masked = await c.ask('visitDay', { day: '2026-05-04' });
  expect(masked).toMatchObject({ masked: true, total: 2, away: [], untold: [] });
  expect(masked.rows).toMatchObject([
    {
      ...{ visit: '102', start: '2026-05-04T11:00:00', stage: 'appeared', patientId: 2 },
      ...{ name: null, doctor: null, sum: null, outcome: 'known' },
      deal: { id: c.deals('102')[0]?.id, put: 'appeared' },
    },
    { visit: '101', start: '2026-05-04T12:00:00', stage: 'planned', name: null, doctor: null },
  ]);
  const [nobody] = (await c.ask('visitDay', { day: '2026-05-06' })).rows;
  expect(nobody).toMatchObject({ patientId: null, deal: null, outcome: 'withoutPatient' });

  const body = { day: '2026-05-04' };
  const shown = (await c.office.call('revealVisitDay', { body })).json;
  expect(shown.masked).toBe(false);
  expect(shown.rows[0].name).toContain(surname);
  expect(shown.rows[1].doctor).toEqual(expect.any(String));
  expect(await c.office.actions()).toContain('reveal-visits 2026-05-04');
  expect(c.world.logged.join()).not.toContain(surname);
});

test('the visits of a patient are shown with where their deals stand and who leads them; doctors and sums once somebody asks for them, which is recorded', async () => {
  await using c = await officeWithVisits({ withDoctors: true });
  const { world } = c;
  const of = async (patientId: number, name: RouteName = 'patientVisits') =>
    (await c.office.call(name, { params: { patientId } })).json;
  for (const [at, id] of [101, 102, 103, 104].entries()) c.book(id, `2026-05-0${at + 5} 12:00:00`);
  c.book(105, '2026-05-05 12:00:00', 2);
  world.sql('update Receptions set ID_Staffs = 1 where ID = 101');
  await world.sync();
  const dealOf = (key: string) => {
    const [deal] = c.deals(key);
    if (deal === undefined) throw new Error(`${key} has a deal`);
    return deal;
  };
  const ended = world.sandbox.funnel
    .pipelines()
    .flatMap(({ statuses }) => statuses)
    .find(({ name }) => name === 'Завершён');
  // A person drags one, puts a price on another one, and IDENT loses a third.
  world.sandbox.deals.edit(dealOf('101').id, { statusId: ended?.id ?? 0 });
  world.sandbox.deals.edit(dealOf('102').id, { price: 500 });
  c.stamp(101, 'PatientAppeared');
  c.stamp(102, 'PatientAppeared');
  world.sql('delete from Receptions where ID = 104');
  await c.visitsOnly();

  const masked = await of(1);
  expect(masked).toMatchObject({ on: true, masked: true, reveals: true, amoAway: null });
  const place = (stage: string) => ({ pipeline: 'Визиты IDENT', stage });
  expect(masked.rows).toMatchObject([
    { visit: '103', stage: 'planned', ledBy: 'program', place: place('Запланирован') },
    { visit: '102', stage: 'appeared', ledBy: 'touched', place: place('Пациент пришёл') },
    { visit: '101', stage: 'appeared', ledBy: 'people', place: place('Завершён'), doctor: null },
    { visit: '104', stage: null, start: null, deal: { id: dealOf('104').id } },
  ]);
  expect(masked.rows).toHaveLength(4);

  const shown = await of(1, 'revealPatientVisits');
  expect(shown.rows[2].doctor).toEqual(expect.any(String));
  // Nobody has confirmed what bills come to.
  expect(shown.rows.map(({ sum }: { sum: number | null }) => sum)).toEqual(Array(4).fill(null));
  expect(await c.office.actions()).toContain('reveal-patient-visits 1');
  expect((await of(1, 'patientHistory')).events).toContainEqual(
    expect.objectContaining({ type: 'action', action: 'reveal-patient-visits' }),
  );

  world.sandbox.faults.add({
    match: { method: 'GET', path: leads },
    fault: { kind: 'status', status: 503, when: 'before' },
    times: null,
  });
  const away = await of(1);
  expect(away.amoAway.code).toMatch(/^AMO_/);
  expect(away.rows[0]).toMatchObject({ visit: '103', stage: 'planned', place: null });
  expect(
    (await c.office.call('patientVisits', { params: { patientId: 2 ** 32 + 1 } })).status,
  ).toBe(404);
});

test('of several databases those that are away are named, and the others are counted; where none answers that is said', async () => {
  await using office = await Office.signedIn({
    patients: 3,
    start: visitsStart,
    clinic: (world) => {
      const two = TwoSources.in(world);
      two.away(2);
      return { sources: two.sources };
    },
  });
  for (const table of ['OrderServiceRelation', 'Orders', 'Receptions'])
    office.world.sql(`delete from ${table}`);
  office.world.sql(
    `insert into Receptions (ID, ID_Patients, PlanStart) values (1, 2, '2026-05-04 12:00:00')`,
  );
  const { json } = await office.call('visitDays', { query: { days: 1 } });
  expect(json).toMatchObject({
    days: [{ day: '2026-05-04', total: 1, deals: 0 }],
    away: [{ source: 'branch 2', problem: { code: expect.stringMatching(/^IDENT_/) } }],
  });
  // Deals are off: nothing becomes of it.
  const day = (await office.call('visitDay', { query: { day: '2026-05-04' } })).json;
  expect(day.rows).toMatchObject([{ patientId: 2, stage: 'planned', outcome: null, deal: null }]);
  office.world.sql('alter table Receptions rename to Elsewhere');
  const untold = (await office.call('visitDays', { query: { days: 1 } })).json;
  expect(untold.untold).toEqual([expect.any(String)]);
});
