import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { realColumns } from '../../support/real-columns.ts';
import { Clinic } from '../clinic.ts';

/** A clinic with five bookings of March 2031, one of which was moved, and a journal of debts. */
async function marchClinic(life: Parameters<typeof Clinic.withSandbox>[1]) {
  const { clinic, sandbox } = await Clinic.withSandbox(4, life, { quick: true });
  for (const table of ['OrderServiceRelation', 'Orders', 'Receptions'])
    clinic.sql(`delete from ${table}`);
  clinic.sql('alter table Receptions add column ID_AppointmentSources int');
  clinic.sql('create table AppointmentSources (ID int, Name nvarchar(50))');
  clinic.sql("insert into AppointmentSources values (1, 'Сайт'), (2, '=Звонок')");
  clinic.sql(
    `insert into Receptions (ID, ID_Patients, ID_AppointmentSources, ID_Armchairs, DateTimeAdded, PlanStart,
       ReceptionCanceled, CheckIssued, ID_ReceptionsTransferFrom) values
      (1, 1, 1, 1, '2031-03-01 00:00:00', '2031-03-02 10:00:00', '2031-03-02 08:00:00', null, null),
      (2, 1, null, 5, '2031-03-02 08:00:00', '2031-03-03 10:00:00', null, '2031-03-03 11:00:00', 1),
      (3, 2, 1, 1, '2031-03-31 23:59:59', '2031-04-02 10:00:00', null, null, null),
      (4, 3, 2, 1, '2031-03-10 10:00:00', '2031-03-11 10:00:00', '2031-03-11 10:00:00', null, null),
      (5, null, 2, 1, '2031-03-10 10:00:00', '2031-03-11 10:00:00', null, null, null),
      (6, 3, 2, 1, '2031-04-01 00:00:00', '2031-04-11 10:00:00', null, null, null),
      (7, 3, 2, 1, null, '2031-03-11 10:00:00', null, null, null)`,
  );
  return { clinic, sandbox };
}

const march = ['visits', 'cohort', '--from', '2031-03-01', '--to', '2031-03-31'];

test('bookings of a period are shown by what has become of them, by source or branch, with what is not counted', async (life) => {
  const { clinic, sandbox } = await marchClinic(life);
  const bare = await clinic.run(...march, '--by', 'source', '--lang', 'ru');
  expect(bare.code).toBe(0);
  expect(bare.stdout).toMatch(
    /^Записи, внесённые в IDENT с 2031-03-01 по 2031-03-31; состояние на /,
  );
  expect(bare.stdout).toMatch(/Записано +3\n/);
  expect(bare.stdout).toMatch(/Пришли +1 +33 %\n/);
  expect(bare.stdout).toMatch(/Сайт +2 +1 +1 /);
  expect(bare.stdout).toMatch(/Записи без пациента +1\n/);
  expect(bare.stdout).toMatch(/IDENT не говорит, когда их внесли +1\n/);
  // Before there is a state nobody's contact is known, and amoCRM is not asked.
  expect(sandbox.log.requests).toEqual([]);
  expect(bare.stdout).not.toContain('amoCRM');

  await clinic.run('fields', 'create');
  await clinic.run('sync');
  const [first] = sandbox.crm.contacts();
  const createdAt = Date.parse('2031-03-05T10:00:00+03:00') / 1000;
  sandbox.deals.create({ name: 'Заявка', createdAt, contacts: [first?.id ?? 0] });
  sandbox.deals.create({ name: 'Заявка', createdAt });
  const english = await clinic.run(...march, '--by', 'branch', '--lang', 'en');
  expect(english.stdout).toContain(
    "Deals created in amoCRM in these days: 2; of them patients': 1 50 %",
  );
  expect(english.stdout).toMatch(/Филиал на Соколе +1 +1 +1 /);
  expect(english.stdout.split('\n').filter((line) => line.length > 110)).toEqual([]);

  const { json } = await clinic.run(...march, '--json');
  expect(json).toMatchObject({
    ...{ from: '2031-03-01', to: '2031-03-31', paidIs: 'missing', untold: [] },
    total: { booked: 3, came: 1, billed: 1, paid: null, cancelled: 1, planned: 1, open: 0 },
    bySource: [
      { name: 'Сайт', booked: 2 },
      { name: '=Звонок', booked: 1 },
    ],
    leads: { total: 2, patients: 1, isWhole: true },
    notCounted: { withoutPatient: 1, withoutEntry: 1 },
  });

  const asked = sandbox.log.requests.length;
  expect((await clinic.run(...march, '--no-leads', '--json')).json).toMatchObject({ leads: null });
  expect(sandbox.log.requests).toHaveLength(asked);
});

test('the table for Excel tells its period, its moment and what is not counted, and lets no text pass for a formula', async (life) => {
  const { clinic } = await marchClinic(life);
  const run = await clinic.run(...march, '--csv', 'march.csv', '--lang', 'ru');
  expect([run.code, run.stdout]).toEqual([0, '']);
  const csv = readFileSync(join(clinic.folder, 'march.csv'), 'utf8').split('\r\n');
  expect(csv.slice(0, 2)).toEqual(['\uFEFFВнесены с;2031-03-01', 'По день;2031-03-31']);
  expect(csv[2]).toMatch(/^Состояние на;\d\d\.\d\d\.\d{4}, /);
  expect(csv).toContain('Записи без пациента;1');
  expect(csv).toContain('Всего;;3;1;1;1;0;1;0');
  expect(csv).toContain("Источник записи;'=Звонок;1;0;0;0;0;1;0");
});

test('what IDENT tells stands although amoCRM does not answer, and why it does not is said', async (life) => {
  const { clinic, sandbox } = await marchClinic(life);
  await clinic.run('fields', 'create');
  sandbox.faults.add({ fault: { kind: 'status', status: 403, body: 'json' } });
  const run = await clinic.run(...march, '--lang', 'ru');
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(/Записано +3\n/);
  expect(run.stdout).toContain('Сколько сделок создано в amoCRM, узнать не удалось: AMO_FORBIDDEN');
  const without = { AMOCRM_BASE_URL: '', AMOCRM_LONG_LIVED_TOKEN: '' };
  const offline = await clinic.runWith(without, ...march, '--json');
  expect(offline.json).toMatchObject({ total: { booked: 3 }, leads: { code: expect.any(String) } });
});

test('paid is shown once a person has confirmed the debt; days that end before they begin are refused', async (life) => {
  const { clinic } = await marchClinic(life);
  for (const statement of realColumns('sqlite')) clinic.sql(statement);
  clinic.sql("update Receptions set CheckIssued = '2031-03-03 11:00:00' where ID in (2, 4)");
  clinic.sql('update Receptions set ReceptionCanceled = null where ID = 4');
  clinic.sql('insert into Orders (ID, ID_Receptions) values (1, 2), (2, 4)');
  clinic.sql(
    'insert into Bills (ID, ID_Orders, ID_Patients, Debt) values (1, 1, 1, 0), (2, 2, 3, 90.5)',
  );
  const ident = { IDENT_PROFILE: 'ident' };
  const before = await clinic.runWith(ident, ...march, '--lang', 'ru');
  expect(before.stdout).toContain('ident-amocrm fields confirm debt');
  expect(before.stdout).not.toMatch(/Оплачено/);
  expect((await clinic.runWith(ident, 'fields', 'confirm', 'debt')).code).toBe(0);
  expect((await clinic.runWith(ident, ...march, '--lang', 'ru')).stdout).toMatch(
    /Оплачено +1 +33 %/,
  );
  expect(
    (await clinic.run('visits', 'cohort', '--from', '2031-03-02', '--to', '2031-03-01')).code,
  ).toBe(2);
  expect((await clinic.run('visits', 'cohort', '--from', '2031-02-30')).code).toBe(2);
});
