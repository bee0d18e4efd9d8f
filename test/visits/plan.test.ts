import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { wallClockAt } from '../../src/contact/value/dates.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { cli } from '../cli/cli-harness.ts';
import { Clinic } from '../cli/clinic.ts';

/** Chains, a fork, a ring and strays among the receptions of one week of 2030, and what lies beside it. */
const rows: readonly (readonly [id: number, patient: number | null, day: string, more?: string])[] =
  [
    [90_001, 1, '2030-03-04 10:00', "ReceptionCanceled = '2030-03-01'"],
    // Moved out of the week, and back into it.
    [
      90_002,
      1,
      '2031-01-01 10:00',
      "ReceptionCanceled = '2030-03-01', ID_ReceptionsTransferFrom = 90001",
    ],
    [90_003, 1, '2030-03-05 10:00', 'ID_ReceptionsTransferFrom = 90002'],
    // Moved into the week from before it, and out of it.
    [90_004, 2, '2029-01-01 10:00', "ReceptionCanceled = '2030-03-01'"],
    [
      90_005,
      2,
      '2030-03-06 10:00',
      "ReceptionEnded = '2030-03-06 11:00', ID_ReceptionsTransferFrom = 90004",
    ],
    [90_006, 3, '2030-03-06 12:00', "ReceptionCanceled = '2030-03-01'"],
    [90_007, 3, '2030-05-06 12:00', 'ID_ReceptionsTransferFrom = 90006'],
    // To two times.
    [90_008, 4, '2030-03-07 10:00', 'ID_ReceptionCancelReasons = 4'],
    [90_009, 4, '2030-03-07 11:00', 'ID_ReceptionsTransferFrom = 90008'],
    [
      90_010,
      4,
      '2030-03-07 12:00',
      "CheckIssued = '2030-03-07 13:00', ID_ReceptionsTransferFrom = 90008",
    ],
    // In a ring.
    [90_011, 5, '2030-03-08 10:00', 'ID_ReceptionsTransferFrom = 90012'],
    [90_012, 5, '2030-03-08 11:00', 'ID_ReceptionsTransferFrom = 90011'],
    // Moved from nowhere, which 0 stands for as well.
    [90_013, null, '2030-03-08 12:00', 'ID_ReceptionsTransferFrom = 0'],
    [90_014, 6, '2030-03-09 10:00', 'ID_ReceptionCancelReasons = 1, ID_ReceptionsTransferFrom = 0'],
    // On the day after the last, and moved from a row that is gone, by a patient without a contact.
    [90_015, 6, '2030-03-11 00:00'],
    [90_016, 777, '2030-03-10 23:59', 'ID_ReceptionsTransferFrom = 5'],
  ];

let clinic: Clinic;
let sandbox: Sandbox;

beforeAll(async () => {
  ({ clinic, sandbox } = await Clinic.withSandbox(6, { onTestFinished: afterAll }));
  await clinic.run('fields', 'create');
  await clinic.run('sync');
  const file = new DatabaseSync(clinic.database);
  for (const [id, patient, day, more] of rows) {
    file
      .prepare('insert into Receptions (ID, ID_Patients, PlanStart) values (?, ?, ?)')
      .run(id, patient, `${day}:00`);
    if (more !== undefined) file.exec(`update Receptions set ${more} where ID = ${id}`);
  }
  file.exec('delete from Receptions where ID = 5');
  file.exec(bills);
  file.close();
});

/** Of both ends of the first chain, one not formed, and one of nobody's. */
const bills = `
  insert into ServiceItemPrices (ID, ID_ServiceItems, Price) values (90001, 1, 1500.5);
  insert into Orders (ID, ID_Receptions, ID_OwnCompanies, DateTimeBillFormed) values
    (90001, 90001, 1, '2030-03-01 10:00:00'), (90002, 90003, 2, '2030-03-05 11:00:00'),
    (90003, 90003, 2, null), (90004, null, 2, '2030-03-05 11:00:00');
  insert into OrderServiceRelation (ID, ID_Orders, ID_ServicePrices, CountService, DiscountSum) values
    (90001, 90001, 90001, 1, 0.1), (90002, 90002, 90001, 2, null), (90003, 90003, 90001, 7, null),
    (90004, 90004, 90001, 7, null);`;

/** On 1 March 2030, five minutes past noon in Moscow. */
const onThatDay = (env: Record<string, string>, ...argv: readonly string[]) =>
  cli(['visits', 'plan', ...argv], {
    ...clinic.options(env),
    clock: { ...systemClock, now: () => Date.UTC(2030, 2, 1, 9, 5) },
  });

const week = ['visits', 'plan', '--from', '2030-03-04', '--days', '7'];

test('which deals the visits of a week would be is told by whole chains of moves, for contacts that are there; nothing is written', async () => {
  const before = sandbox.log.requests.length;
  const { json } = await clinic.run(...week, '--json');
  const plan = {
    deals: { planned: 3, open: 0, appeared: 0, started: 0, ended: 1, billed: 1, cancelled: 1 },
    ...{ known: 0, waiting: 0, withoutContact: 1, withoutPatient: 1, elsewhere: 0, reassigned: 0 },
    notFirst: 0,
    ...{ cut: { fork: 1, cycle: 1, patient: 0 }, sameTime: 0, requests: 3, hours: 1 },
  };
  expect(json).toEqual({ from: '2030-03-04', to: '2030-03-11', plan, priceConfirmed: false });
  const english = await clinic.run(...week, '--lang', 'en');
  expect(english.stdout).toMatch(/^Receptions from 2030-03-04 until 2030-03-11: 6 deals/);
  expect(english.stdout).toContain('Won: billed');
  expect(english.stderr).toContain('Deals are made with VISITS=deals');
  const russian = await clinic.runWith({ VISITS_PER_HOUR: '2' }, ...week, '--lang', 'ru');
  expect(russian.stdout).toContain('6 сделок');
  expect(russian.stdout).toContain('перенесли на два времени');
  expect(russian.stdout).toContain('3 часа');
  expect(sandbox.log.requests).toHaveLength(before);
  expect((await clinic.run('visits', 'plan', '--from', '2030-02-30')).code).toBe(2);
});

test('what was cancelled just now waits for the booking that replaces it; what is in another branch than the chosen ones, or at one time with another, is told', async () => {
  const now = wallClockAt(Date.now(), 'Europe/Moscow').replace('T', ' ');
  clinic.sql(
    'insert into Receptions (ID, ID_Patients, PlanStart, ReceptionCanceled) values (90020, 1, ?, ?)',
    '2030-04-01 10:00:00',
    now,
  );
  clinic.sql(
    'insert into Receptions (ID, ID_Patients, PlanStart, ID_Armchairs) values (90021, 2, ?, 1)',
    '2030-04-02 10:00:00',
  );
  clinic.sql(
    'insert into Receptions (ID, ID_Patients, PlanStart, ID_Armchairs) values (90022, 2, ?, 5)',
    '2030-04-02 10:00:00',
  );
  const days = ['visits', 'plan', '--from', '2030-04-01', '--days', '7', '--json'];
  expect((await clinic.run(...days)).json).toMatchObject({
    plan: { deals: { planned: 2, cancelled: 0 }, waiting: 1, elsewhere: 0, sameTime: 2 },
  });
  const env = { BRANCHES: 'Филиал на Соколе', VISITS_CANCEL_DELAY: '0' };
  expect((await clinic.runWith(env, ...days)).json).toMatchObject({
    plan: { deals: { planned: 1, cancelled: 1 }, waiting: 0, elsewhere: 1, sameTime: 0 },
  });
});

test('the deal of one visit is shown whole: its bills of all moves, its branch, why it waits, and its doctor only where that was asked for', async () => {
  clinic.sql(
    'update Receptions set ID_Staffs = (select min(ID_Persons) from Staffs) where ID = 90003',
  );
  clinic.sql(
    'insert into Receptions (ID, ID_Patients, PlanStart, ReceptionCanceled) values (90023, 1, ?, ?)',
    '2030-03-20 10:00:00',
    '2030-03-01 12:00:00',
  );
  const one = ['--reception-id', '90001'];
  const deal = {
    ...{ outcome: 'made', until: null, name: 'Приём 05.03.2030 10:00', stage: 'planned' },
    // (1500.5 − 0.1) + 2 × 1500.5, half a rouble up
    ...{ price: 4501, members: [90_001, 90_002, 90_003], patientId: 1 },
    fields: {
      ...{ visit_key: '90001', visit_start: Date.UTC(2030, 2, 5, 7) / 1000, visit_doctor: null },
      ...{ visit_branch: 'Филиал на Соколе', visit_status: 'Запланирован', visit_sum: 4501 },
    },
  };
  expect((await onThatDay({}, ...one, '--json')).json).toMatchObject({ visit: deal });
  const named = await onThatDay({ VISITS_DOCTOR: 'true' }, ...one, '--lang', 'en');
  expect(named.stdout).toMatch(/Doctor: \S+/);
  expect(named.stdout).toContain('Moves: 90001 → 90002 → 90003');
  const waiting = await onThatDay({}, '--reception-id', '90023', '--lang', 'ru');
  expect(waiting.stdout).toContain('Ждёт до');
  expect((await onThatDay({}, '--reception-id', '1234567', '--json')).json).toEqual({
    visit: null,
  });
});

const days: readonly (readonly [start: string, since: string, outcome: string])[] = [
  // 46 days back, and 45.
  ['2030-01-14 23:59:00', '2029-01-01', 'outside'],
  ['2030-01-15 00:00:00', '2029-01-01', 'made'],
  // 30 days ahead, and 31.
  ['2030-03-31 23:59:00', '2029-01-01', 'made'],
  ['2030-04-01 00:00:00', '2029-01-01', 'outside'],
  // Before the day that was chosen, and on it.
  ['2030-03-09 23:59:00', '2030-03-10', 'outside'],
  ['2030-03-10 00:00:00', '2030-03-10', 'made'],
  // No day has deals yet.
  ['2030-03-20 10:00:00', '2030-05-01', 'outside'],
];

test('a visit outside the days that have deals is shown to have none, whatever else would make it one', async () => {
  const one = ['--reception-id', '90030'];
  clinic.sql("insert into Receptions (ID, ID_Patients, PlanStart) values (90030, 1, '')");
  for (const [start, since, outcome] of days) {
    clinic.sql('update Receptions set PlanStart = ? where ID = 90030', start);
    const { json } = await onThatDay({ VISITS_FROM: since }, ...one, '--json');
    expect(json, `${start} from ${since}`).toMatchObject({ visit: { outcome } });
  }
  clinic.sql("update Receptions set PlanStart = '2030-02-28 23:59:00' where ID = 90030");
  const english = await onThatDay({}, ...one, '--lang', 'en');
  expect(english.stdout).toContain('No deal: the day of the reception is not among those');
  expect(english.stdout).toContain('Days that have deals: 2030-03-01 – 2030-03-31');
  expect(english.stdout).not.toContain('It would be made');
  const russian = await onThatDay({}, ...one, '--lang', 'ru');
  expect(russian.stdout).toContain('Без сделки: день приёма не из тех');
  for (const more of [
    ['--from', '2030-03-01'],
    ['--days', '7'],
  ]) {
    const refused = await onThatDay({}, ...one, ...more, '--lang', 'en');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(more[0] ?? '')]);
  }
});

test('where first visits alone become deals, those of patients who came before that time do not', async () => {
  clinic.sql(
    'update Receptions set ReceptionEnded = null, CheckIssued = null where ID_Patients = 5 and ID < ?',
    '90000',
  );
  const book = (id: number, day: string, ended: string | null = null) =>
    clinic.sql(
      'insert into Receptions (ID, ID_Patients, PlanStart, ReceptionEnded) values (?, 5, ?, ?)',
      ...[String(id), `${day} 10:00:00`],
      ended ?? '',
    );
  book(90_040, '2030-06-03');
  book(90_041, '2030-06-04', '2030-06-04 09:59:00');
  book(90_042, '2030-06-05');
  const days = ['visits', 'plan', '--from', '2030-06-01', '--days', '7', '--json'];
  const all = { deals: { planned: 2, ended: 1 }, notFirst: 0 };
  expect((await clinic.run(...days)).json).toMatchObject({ plan: all });
  expect((await clinic.runWith({ VISITS_WHICH: 'first' }, ...days)).json).toMatchObject({
    plan: { deals: { planned: 1, ended: 1 }, notFirst: 1 },
  });
});

test('deals are made and shown by a command, which takes the setting and the set-up first', async () => {
  const on = (...args: readonly string[]) => clinic.runWith({ VISITS: 'deals' }, ...args);
  const tomorrow = wallClockAt(Date.now() + 24 * 3_600_000, 'Europe/Moscow').slice(0, 10);
  clinic.sql(
    'insert into Receptions (ID, ID_Patients, PlanStart) values (90060, 1, ?)',
    `${tomorrow} 10:00:00`,
  );
  const off = await clinic.run('visits', 'sync', '--lang', 'en');
  expect([off.code, off.stderr]).toEqual([2, expect.stringContaining('VISITS=deals')]);
  const bare = await on('visits', 'sync', '--lang', 'en');
  expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining('visits setup')]);
  await on('visits', 'setup');
  const told = await on('visits', 'sync', '--dry-run', '--lang', 'en');
  expect(told.stdout).toContain('were it in earnest');
  expect(sandbox.deals.all()).toEqual([]);
  const one = await on('visits', 'sync', '--reception-id', '90060', '--json');
  expect(one).toMatchObject({ code: 0, json: { dealsCreated: 1 } });
  const [year, month, day] = tomorrow.split('-');
  expect(sandbox.deals.all().map(({ name }) => name)).toEqual([
    `Приём ${day}.${month}.${year} 10:00`,
  ]);
  const again = await on('visits', 'sync', '--reception-id', '90060', '--lang', 'ru');
  expect(again.stdout).toContain('изменять нечего');
});

test('deals show no price until a person has confirmed the sums, nor from other columns than were confirmed', async () => {
  const plan = async () => (await clinic.run(...week, '--json')).json;
  expect((await clinic.run(...week, '--lang', 'en')).stdout).toContain('fields confirm visit_sum');
  const confirm = async () => (await clinic.run('fields', 'confirm', 'visit_sum', '--json')).json;
  expect(await confirm()).toMatchObject({ confirmed: true, before: 'unconfirmed' });
  expect(await confirm()).toMatchObject({ confirmed: false, before: 'computed' });
  expect(await plan()).toMatchObject({ priceConfirmed: true });
  expect((await clinic.run(...week, '--lang', 'ru')).stdout).not.toContain('visit_sum');
  clinic.sql('alter table OrderServiceRelation rename column DiscountSum to Discount');
  expect(await plan()).toMatchObject({ priceConfirmed: false });
});

test('of a database that does not tell when receptions are planned there is no plan', async () => {
  clinic.sql('alter table Receptions rename column PlanStart to Planned');
  expect((await clinic.run('visits', 'plan', '--json')).json).toMatchObject({ plan: null });
});
