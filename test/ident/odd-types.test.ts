import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Patient } from '../../src/contact/model/patient.ts';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../src/ident/reader.ts';

/** The one patient of a database, read whole and by his id: both say the same. */
async function patientOf(statements: string): Promise<Patient | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'odd-types-'));
  const file = join(folder, 'ident.db');
  const database = new DatabaseSync(file);
  database.exec(`create table Persons (ID int primary key, SurName text);
    create table Patients (ID_Persons int primary key);
    insert into Persons values (1, 'А');
    insert into Patients values (1);
    ${statements}`);
  database.close();
  const ident = await createIdent({
    database: { client: 'sqlite', file },
    profile: await loadProfile('ident'),
    excluded: new Set(),
    clock: systemClock,
    log: { warn: () => {} },
  });
  onTestFinished(async () => {
    await ident.close();
    await rm(folder, { recursive: true });
  });
  const all: Patient[] = [];
  for await (const page of ident.all()) all.push(...page);
  expect(await ident.byIds(all.map(({ id }) => id))).toEqual(all);
  return all[0];
}

describe('a mark of another type than expected', () => {
  const types = [
    ['numeric(1, 0)', '0', '1'],
    ['float', '0.0', '1.0'],
    ['money', '0', '1'],
    ['bit', 'null', '1'],
    ['varchar(5)', "'0'", "'1'"],
    ['varchar(5)', "' '", "'1'"],
    ['char(1)', "'N'", "'Y'"],
    ['nvarchar(4000)', "'False'", "'True'"],
    ['ntext', "'нет'", "'да'"],
    ['datetime', "'1900-01-01 00:00:00'", "'2024-01-02 11:00:00'"],
    ['datetime2', "'9999-12-31T00:00:00'", "'2024-01-02T11:00:00'"],
  ] as const;

  it.each(types)('of a bill, %s: %s is no visit, %s is one', async (type, no, yes) => {
    const patient = await patientOf(`
      create table Receptions (ID int primary key, ID_Patients int, PlanStart datetime, ReceptionEnded datetime,
        ReceptionCanceled datetime, CheckIssued ${type});
      insert into Receptions values (1, 1, '2024-01-01 10:00:00', null, null, ${no}),
        (2, 1, '2024-01-02 10:00:00', null, null, ${yes});`);
    expect(patient).toMatchObject({ visits: 1, firstVisit: '2024-01-02' });
  });

  it.each(types)('of a cancelling, %s: %s hides no visit, %s does', async (type, no, yes) => {
    const patient = await patientOf(`
      create table Receptions (ID int primary key, ID_Patients int, PlanStart datetime, ReceptionEnded datetime,
        ReceptionCanceled ${type});
      insert into Receptions values (1, 1, '2024-01-02 10:00:00', '2024-01-02 11:00:00', ${no}),
        (2, 1, '2024-01-01 10:00:00', '2024-01-01 11:00:00', ${yes});`);
    expect(patient).toMatchObject({ visits: 1, firstVisit: '2024-01-02' });
  });

  it.each(types)('of a warranty, %s: %s is paid for, %s is not', async (type, no, yes) => {
    const patient = await patientOf(
      clinic({ warranty: type }, `(1, 1, 1, 2, 50, ${no}), (2, 1, 1, 1, 0, ${yes})`),
    );
    expect(patient?.visitsSum).toBe('150');
  });
});

/** A visit with an order of these lines: id, order, price, count, discount, warranty. */
const clinic = (
  types: { price?: string; count?: string; discount?: string; warranty?: string },
  lines: string,
  prices = '(1, 100), (2, 70)',
) => `
  create table Receptions (ID int primary key, ID_Patients int, PlanStart datetime, ReceptionEnded datetime,
    ReceptionCanceled datetime);
  insert into Receptions values (1, 1, '2024-01-02 10:00:00', '2024-01-02 11:00:00', null);
  create table Orders (ID int primary key, ID_Receptions int);
  insert into Orders values (1, 1);
  create table OrderServiceRelation (ID int primary key, ID_Orders int, ID_ServicePrices int,
    CountService ${types.count ?? 'int'}, DiscountSum ${types.discount ?? 'money'}, IsWarranty ${types.warranty ?? 'bit'});
  create table ServiceItemPrices (ID int primary key, Price ${types.price ?? 'money'});
  insert into OrderServiceRelation values ${lines};
  insert into ServiceItemPrices values ${prices};`;

describe('an amount of another type than expected', () => {
  it.each([
    [{ price: 'nvarchar(50)' }, '(1, 1, 1, 2, 50, 0)', "(1, '1 000,50')", '1951'],
    [{ price: 'varchar(50)' }, '(1, 1, 1, 2, 50, 0)', "(1, ' 1\u00a0000.50 ')", '1951'],
    [{ price: 'float' }, '(1, 1, 1, 3, 0, 0)', '(1, 0.1)', '0.3'],
    [{ count: 'float' }, '(1, 1, 1, 0.5, 0, 0)', '(1, 100.33)', '50.165'],
    [{ count: 'nvarchar(10)' }, "(1, 1, 1, '2', 0, 0)", '(1, 100)', '200'],
    [{ discount: 'nvarchar(10)' }, "(1, 1, 1, 2, ' ', 0)", '(1, 100)', '200'],
  ])('%j is read as the number that it is', async (types, lines, prices, sum) => {
    expect((await patientOf(clinic(types, lines, prices)))?.visitsSum).toBe(sum);
  });

  it.each([
    [
      { price: 'nvarchar(50)' },
      '(1, 1, 1, 2, 50, 0), (2, 1, 2, 1, 0, 0)',
      "(1, 'договорная'), (2, '70')",
    ],
    [
      { price: 'nvarchar(50)' },
      '(1, 1, 1, 2, 50, 0), (2, 1, 2, 1, 0, 0)',
      "(1, '1 000 р.'), (2, '70')",
    ],
    [
      { discount: 'nvarchar(50)' },
      "(1, 1, 1, 2, '5%', 0), (2, 1, 2, 1, null, 0)",
      '(1, 100), (2, 70)',
    ],
    [{ count: 'float' }, '(1, 1, 1, 1e30, 0, 0), (2, 1, 2, 1, 0, 0)', '(1, 100), (2, 70)'],
    [{ count: 'ntext' }, "(1, 1, 1, 'x', 0, 0), (2, 1, 2, '1', 0, 0)", '(1, 100), (2, 70)'],
  ])(
    '%j with one row that is no number makes the sum unreadable, never smaller',
    async (types, lines, prices) => {
      const patient = await patientOf(clinic(types, lines, prices));
      expect(patient?.visitsSum).toBeUndefined();
      expect(patient?.unreadable).toEqual(['visitsSum']);
      expect(patient?.visits).toBe(1);
    },
  );
});

describe('a first visit', () => {
  const visits = (type: string, one: string, other: string) =>
    patientOf(`
      create table Receptions (ID int primary key, ID_Patients int, PlanStart ${type}, ReceptionEnded datetime,
        ReceptionCanceled datetime);
      insert into Receptions values (1, 1, ${one}, '2024-02-05 11:00:00', null),
        (2, 1, ${other}, '2024-02-01 11:00:00', null);`);

  it.each([
    ['varchar(30)', "'15.12.2020 10:00'", "'02.01.2024 10:00'", '2020-12-15'],
    ['nvarchar(4000)', "'2020-12-15 10:00'", "'02.01.2024'", '2020-12-15'],
    ['text', "'2020-12-15T10:00:00'", "'2020-12-15 09:00:00'", '2020-12-15'],
    ['datetime', "'1900-01-01 00:00:00'", "'2024-02-01 10:00:00'", '2024-02-01'],
    ['datetime', "'1753-01-01 00:00:00'", 'null', '2024-02-01'],
  ])('whose plan is a %s with %s and %s is the earliest day', async (type, one, other, first) => {
    expect(await visits(type, one, other)).toMatchObject({ visits: 2, firstVisit: first });
  });
});
