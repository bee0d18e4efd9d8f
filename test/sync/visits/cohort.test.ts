import { expect, test } from 'vitest';
import type { LeadId } from '../../../src/amocrm/model/lead.ts';
import { firstSource } from '../../../src/contact/model/patient-key.ts';
import { readCohort } from '../../../src/sync/visits/cohort/count-cohort.ts';
import { countLeads } from '../../../src/sync/visits/cohort/count-leads.ts';
import { periodOf } from '../../../src/visits/cohort/period.ts';
import type { ReceptionId } from '../../../src/visits/reception.ts';
import { visitKey } from '../../../src/visits/visit-key.ts';
import { clinicWithVisits } from './visits-world.ts';

const april = periodOf({ from: '2026-04-01', to: '2026-04-30' });

type Clinic = Awaited<ReturnType<typeof clinicWithVisits>>;

/** Of a clock on which all takes long. */
let ticks = 0;
let turns = 0;

const cohortOf = ({ world }: Clinic, period = april) =>
  readCohort(
    [
      {
        name: 'IDENT',
        read: async (work) => {
          const ident = await world.ident();
          turns += 1;
          try {
            return await work(ident);
          } finally {
            await ident.close();
          }
        },
      },
    ],
    {
      ...{ period, now: '2026-05-04T10:00:00', cancelReasons: new Map() },
      // Each part takes as long as a turn may.
      clock: { monotonic: () => (ticks += 2_000) },
    },
  );

test('a cohort of thousands is read part by part, with the database free for others between them, and moves across its parts make one visit', async () => {
  await using clinic = await clinicWithVisits();
  const { world } = clinic;
  // Every tenth of 12,000 is moved to one that lies 6,000 further on; every hundredth has no patient.
  world.sql(
    `insert into Receptions (ID, ID_Patients, PlanStart, DateTimeAdded, ReceptionCanceled)
     with recursive n(i) as (select 1 union all select i + 1 from n where i < 12000)
     select i, case when i % 100 = 0 then null else 1 + i % 3 end, '2026-04-20 10:00:00',
       '2026-04-' || printf('%02d', 1 + i % 30) || ' 09:00:00',
       case when i <= 6000 and i % 10 = 1 then '2026-04-19 10:00:00' end
     from n`,
  );
  world.sql(
    'update Receptions set ID_ReceptionsTransferFrom = ID - 6000 where ID > 6000 and ID % 10 = 1',
  );
  // The patient of a moved booking is the same.
  world.sql('update Receptions set ID_Patients = 1 where ID % 10 = 1');
  world.sql("update Receptions set CheckIssued = '2026-04-20 11:00:00' where ID > 9000");
  world.sql(
    "insert into Receptions (ID, ID_Patients, PlanStart) values (13000, 1, '2026-04-02 10:00:00')",
  );
  turns = 0;
  const { cohort, paidIs, untold } = await cohortOf(clinic);
  // Whether debts are told; three parts; and that nothing is left behind them.
  expect(turns).toBe(5);
  expect(cohort.notCounted).toEqual({
    ...{ withoutPatient: 120, elsewhere: 0, withoutEntry: 1, unreadable: 0 },
  });
  const { booked, open, billed, cancelled, came } = cohort.total;
  expect({ booked, open, billed, cancelled, came }).toEqual({
    // 12,000 less 600 that are moves of others, and those without a patient.
    booked: 12_000 - 600 - 120,
    ...{ billed: 3_000 - 30, came: 3_000 - 30, cancelled: 0 },
    open: 12_000 - 600 - 120 - (3_000 - 30),
  });
  expect([paidIs, untold]).toEqual(['missing', []]);
});

test('a database that does not tell when bookings were entered is named, and nothing of it is counted', async () => {
  await using clinic = await clinicWithVisits();
  clinic.world.sql('alter table Receptions drop column DateTimeAdded');
  expect(await cohortOf(clinic)).toMatchObject({
    untold: ['IDENT'],
    cohort: { total: { booked: 0 } },
  });
});

test('deals of a period are counted without those that visits were given, and those whose main contact is a patient apart', async () => {
  await using clinic = await clinicWithVisits();
  const { world, book } = clinic;
  const { deals, crm } = world.sandbox;
  // A visit's deal, of today.
  book(1, '2026-05-05 10:00:00');
  await world.sync();
  expect(deals.all()).toHaveLength(1);
  const patient = world.contactOf(1).id;
  const stranger = crm.create({ name: 'Чужой' });
  const seconds = (day: string) => Date.parse(`${day}+03:00`) / 1000;
  for (const [createdAt, contacts] of [
    ['2026-05-01T00:00:00', [patient]],
    ['2026-05-31T23:59:59', [stranger, patient]],
    ['2026-05-04T10:00:00', []],
    ['2026-04-30T23:59:59', [patient]],
    ['2026-06-01T00:00:00', [patient]],
  ] as const) {
    deals.create({ name: 'Заявка', createdAt: seconds(createdAt), contacts });
  }
  const { state, amo } = world;
  // One that a visit took over: its name is people's, whatever it carries.
  const [taken] = deals.all().filter(({ name }) => name === 'Заявка');
  const [made] = await state.visitDeals.ofSource(firstSource);
  if (taken === undefined || made === undefined) throw new Error('both are there');
  await state.visitDeals.save({
    ...{ ...made, visit: visitKey(firstSource, 77 as ReceptionId), acknowledged: new Map() },
    leadId: taken.id as LeadId, // as amoCRM gave it
  });
  const before = world.sandbox.log.requests.length;
  const period = periodOf({ from: '2026-05-01', to: '2026-05-31' });
  expect(await countLeads({ leads: amo.leads, state, period, timeZone: 'Europe/Moscow' })).toEqual({
    ...{ total: 3, patients: 1, isWhole: true },
  });
  expect(world.sandbox.log.requests.length - before).toBe(1);
});

test('deals of long ago are reached by pages from the newest down; where they are not, the count says that it is the least', async () => {
  await using clinic = await clinicWithVisits();
  const { world } = clinic;
  const { deals } = world.sandbox;
  const march = Date.parse('2026-03-10T10:00:00+03:00') / 1000;
  for (let at = 0; at < 3; at += 1) deals.create({ name: 'Заявка', createdAt: march });
  // One of them was brought in later.
  for (let at = 0; at < 520; at += 1)
    deals.create({ name: 'Заявка', createdAt: at === 300 ? march : march + 30 * 86_400 });
  const count = async (most?: number) => {
    const asked = world.sandbox.log.requests.length;
    const counted = await countLeads({
      ...{ leads: world.amo.leads, state: world.state, timeZone: 'Europe/Moscow' },
      ...{ period: periodOf({ from: '2026-03-01', to: '2026-03-31' }) },
      ...(most !== undefined && { most }),
    });
    return { ...counted, requests: world.sandbox.log.requests.length - asked };
  };
  expect(await count()).toEqual({ total: 4, patients: 0, isWhole: true, requests: 5 });
  expect(await count(2)).toMatchObject({ total: 1, isWhole: false });
});

test('behind deals that were brought in from elsewhere with their old times there may be newer ones, and the count says that it is the least', async () => {
  await using clinic = await clinicWithVisits();
  const { world } = clinic;
  const { deals } = world.sandbox;
  const may = Date.parse('2026-05-03T10:00:00+03:00') / 1000;
  deals.create({ name: 'Заявка', createdAt: may });
  for (let at = 0; at < 500; at += 1)
    deals.create({ name: 'Старая', createdAt: may - 700 * 86_400 });
  const period = periodOf({ from: '2026-05-01', to: '2026-05-31' });
  const { state, amo } = world;
  const counting = { leads: amo.leads, state, period, timeZone: 'Europe/Moscow' };
  expect(await countLeads(counting)).toEqual({ total: 0, patients: 0, isWhole: false });
});

test('a deal that we closed and emptied, since its visit became another patient’s, is none of people’s', async () => {
  await using clinic = await clinicWithVisits();
  const { world, book } = clinic;
  book(1, '2026-05-05 10:00:00');
  await world.sync();
  world.sql(
    'update Receptions set ID_Patients = 2, DateTimeChanged = ? where ID = 1',
    '2026-05-04 10:01:00',
  );
  await world.deep();
  await world.deep();
  expect(world.sandbox.deals.all()).toHaveLength(2);
  const period = periodOf({ from: '2026-05-01', to: '2026-05-31' });
  const { state, amo } = world;
  const counting = { leads: amo.leads, state, period, timeZone: 'Europe/Moscow' };
  expect(await countLeads(counting)).toEqual({ total: 0, patients: 0, isWhole: true });
});
