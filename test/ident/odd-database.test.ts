import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { PatientId } from '../../src/contact/model/patient-key.ts';
import type { Ident } from '../../src/ident/ident.ts';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../src/ident/reader.ts';
import { everyone } from './suites/collected.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'odd-ident-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** Opens a database that these statements make, by the sample's profile. */
async function opened(
  statements: string,
  profile = 'sample',
): Promise<{ ident: Ident; database: DatabaseSync; warnings: object[] }> {
  const file = join(await folder(), 'ident.db');
  const database = new DatabaseSync(file);
  database.exec(statements);
  const warnings: object[] = [];
  const ident = await createIdent({
    database: { client: 'sqlite', file },
    profile: await loadProfile(profile),
    excluded: new Set(),
    pageSize: 2,
    clock: systemClock,
    log: { warn: (fields: object) => void warnings.push(fields) },
  });
  onTestFinished(async () => {
    await ident.close();
    database.close();
  });
  return { ident, database, warnings };
}

const minimal = `
  create table Persons (ID int, Surname text);
  create table Patients (ID_Persons int);
  insert into Persons values (1, 'А'), (2, 'Б'), (3, 'В');
  insert into Patients values (1), (2), (3);`;

describe('a database that is not IDENT', () => {
  it('without its tables is told from one that cannot be read', async () => {
    const { ident } = await opened('create table Customers (ID int)');
    await expect(ident.probe()).rejects.toMatchObject({ code: 'IDENT_NO_TABLES', exit: 2 });
    await expect(ident.count()).rejects.toMatchObject({ code: 'IDENT_NO_TABLES' });
  });

  it('as a file that is not there, or no database, says which', async () => {
    const file = join(await folder(), 'text.db');
    await writeFile(file, 'this is no database, however long one reads it');
    const open = async (path: string) => {
      const ident = await createIdent({
        database: { client: 'sqlite', file: path },
        profile: await loadProfile('sample'),
        excluded: new Set(),
        clock: systemClock,
        log: { warn: () => {} },
      });
      await ident.probe().finally(() => ident.close());
    };
    await expect(open(file)).rejects.toMatchObject({ code: 'IDENT_FILE_NOT_A_DATABASE' });
    await expect(open(`${file}.not`)).rejects.toMatchObject({ code: 'IDENT_FILE_NOT_FOUND' });
    // A folder, which SQLite opens and then fails to read as if a line broke.
    await expect(open(dirname(file))).rejects.toMatchObject({ code: 'IDENT_FILE_NOT_FOUND' });
  });
});

describe('a database with little in it', () => {
  it('is read as far as it goes: what it lacks is not known, not empty', async () => {
    const { ident } = await opened(minimal);
    const { fields, inputs, changeSources } = await ident.probe();
    expect(inputs.get('surname')).toEqual({ status: 'found', source: 'Persons.Surname' });
    const found = [...fields].filter(([, { status }]) => status !== 'missing');
    expect(found.map(([key]) => key)).toEqual(['patient_id']);
    expect(changeSources).toEqual([]);
    const [first] = await everyone(ident);
    expect(Object.entries(first ?? {}).filter(([, value]) => value !== undefined)).toEqual([
      ['id', 1],
      ['surname', 'А'],
    ]);
  });

  it('without any stamp has nothing to tell of changes: the deep pass is left', async () => {
    const { ident } = await opened(minimal);
    const { next } = await ident.changedSince(null);
    expect(await ident.changedSince(next)).toMatchObject({ ids: [], reset: null });
  });

  it('names tables and columns in any case', async () => {
    const { ident } = await opened(`
      create table PERSONS (id int, surname text, "email" text);
      create table patients (id_persons int);
      insert into PERSONS values (1, 'А', 'a@b.ru');
      insert into patients values (1);`);
    const [patient] = await everyone(ident);
    expect(patient).toMatchObject({ id: 1, surname: 'А', email: 'a@b.ru' });
    expect((await ident.probe()).inputs.get('email')?.source).toBe('PERSONS.email');
  });

  it('gives no visits where nobody can tell a cancelled reception', async () => {
    const { ident } = await opened(`${minimal}
      create table Receptions (ID int, ID_Patients int, ReceptionEnded datetime);
      insert into Receptions values (1, 1, '2026-01-01 10:00:00');`);
    expect((await ident.probe()).fields.get('visits')?.status).toBe('missing');
    expect((await everyone(ident))[0]?.visits).toBeUndefined();
  });

  it('takes a guessed column where the confirmed tables are not there', async () => {
    const { ident } = await opened(
      `create table Persons (ID int);
       create table Patients (ID_Persons int, FirstVisit datetime);
       insert into Patients values (1, '2020-02-03 00:00:00');`,
      'ident',
    );
    const [patient] = await everyone(ident);
    expect(patient?.firstVisit).toBe('2020-02-03');
    expect(patient?.surname).toBeUndefined();
  });
});

describe('rows that are not as they should be', () => {
  it('with a cell that cannot be read lose that one value', async () => {
    const { ident } = await opened(`
      create table Persons (ID int, Surname text, Birthday text, Sex int, INN);
      create table Patients (ID_Persons int, Status int, Advance, SmsRefusal, DateTimeChanged datetime);
      insert into Persons values (1, x'00ff', 'не помнит', 7, 9223372036854775807);
      insert into Patients values (1, 7, 'много', 'да', 'вчера');`);
    const [patient] = await everyone(ident);
    expect(patient).toMatchObject({ id: 1, inn: '9223372036854775807' });
    const lost = ['birthday', 'sex', 'status', 'advance', 'smsRefusal', 'changedAt'] as const;
    for (const key of ['surname', ...lost] as const) expect(patient?.[key]).toBeUndefined();
    expect(patient?.unreadable?.toSorted()).toEqual(['surname', ...lost].toSorted());
  });

  it.each([
    ['1', 'male'],
    ['Мужской', 'male'],
    [' муж. ', 'male'],
    ['F', 'female'],
    ['жен', 'female'],
    ['Не указан', null],
    [null, null],
    ['0', undefined],
    ['9', undefined],
    ['оно', undefined],
  ] as const)('with %j for a sex is read as %s', async (cell, sex) => {
    const { ident } = await opened(
      `create table Persons (ID int, Sex text);
      create table Patients (ID_Persons int);
      insert into Persons values (1, ${cell === null ? 'null' : `'${cell}'`});
      insert into Patients values (1);`,
      'ident',
    );
    const [patient] = await everyone(ident);
    expect(patient?.sex).toBe(sex);
    expect(patient?.unreadable).toEqual(sex === undefined ? ['sex'] : undefined);
  });

  it('below 1 hide nobody, however many there are', async () => {
    const { ident } = await opened(`
      create table Persons (ID int, Surname text);
      create table Patients (ID_Persons int);
      with recursive n(i) as (select 0 union all select i - 1 from n where i > -1500)
        insert into Patients select i from n;
      insert into Patients values (1), (2), (3);`);
    expect((await everyone(ident)).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(await ident.count()).toBe(3);
  });

  it('without a key are skipped, counted, and hide nobody', async () => {
    const { ident, warnings } = await opened(`
      create table Persons (ID int, Surname text);
      create table Patients (ID_Persons);
      insert into Patients values (null), (null), (null), (1), (2), (3), ('x'), ('4y');`);
    expect((await everyone(ident)).map(({ id }) => id)).toEqual([1, 2, 3]);
    await ident.count();
    expect(warnings).toContainEqual({ skipped: 5 });
  });

  it('whose person is gone are patients still', async () => {
    const { ident } = await opened(`${minimal} insert into Patients values (4);`);
    expect((await everyone(ident)).at(-1)).toMatchObject({ id: 4, surname: null });
  });

  it('with a reason that stands there twice are not doubled', async () => {
    const { ident } = await opened(`
      create table Persons (ID int);
      create table Patients (ID_Persons int, ID_ArchiveReasons int);
      create table ArchiveReasons (ID int, Name text);
      insert into Patients values (1, 5), (2, 6), (3, null);
      insert into ArchiveReasons values (5, 'Переезд'), (5, 'Переезд');`);
    const reasons = (await everyone(ident)).map(({ id, archiveReason }) => [id, archiveReason]);
    expect(reasons).toEqual([
      [1, 'Переезд'],
      [2, null],
      [3, null],
    ]);
  });
});

describe('a visit', () => {
  const clinic = `${minimal}
    create table Receptions (ID int, ID_Patients int, ID_Armchairs int, PlanStart datetime,
      ReceptionStarted datetime, ReceptionEnded datetime, ReceptionCanceled datetime, CheckIssued datetime,
      ID_ReceptionCancelReasons int);
    create table Orders (ID int, ID_Receptions int, ID_OwnCompanies int, DateTimeOrder datetime);
    create table OrderServiceRelation (ID int, ID_Orders int, ID_ServicePrices int, CountService int, DiscountSum real);
    create table ServiceItemPrices (ID int, Price real);
    create table Armchairs (ID int, ID_OwnCompanies int);
    create table OwnCompanies (ID int, Name text, BranchName text);
    insert into ServiceItemPrices values (1, 100.1), (2, 0.2);
    insert into OwnCompanies values (1, 'ООО Первая', 'Центр'), (2, 'ООО Вторая', '  '), (3, 'ООО Третья', null);
    insert into Armchairs values (1, 1), (3, 3);`;
  const completed = `'2026-01-02 10:00:00', '2026-01-02 10:05:00', '2026-01-02 11:00:00', null, null, null`;

  it('counts when it ended or was billed, never when cancelled, planned or under way', async () => {
    const { ident } = await opened(`${clinic} insert into Receptions values
      (1, 1, 1, ${completed}),
      (2, 1, 1, '2026-01-01T09:00:00', null, null, null, '2026-01-01T10:00:00', null),
      (3, 1, 1, '2026-01-03 09:00:00', '2026-01-03 09:00:00', '2026-01-03 10:00:00', '2026-01-03 10:00:00', null, null),
      (4, 1, 1, '2026-01-03 09:00:00', '2026-01-03 09:00:00', '2026-01-03 10:00:00', null, null, 4),
      (5, 1, 1, '2026-01-04 09:00:00', '2026-01-04 09:00:00', null, null, null, null),
      (6, 1, 1, '2027-01-04 09:00:00', null, null, null, null, null),
      (7, null, 1, ${completed});`);
    const [first, second] = await everyone(ident);
    expect(first).toMatchObject({ visits: 2, firstVisit: '2026-01-01', visitsSum: '0' });
    expect(second).toMatchObject({ visits: 0, firstVisit: null, visitsSum: '0', branch: null });
  });

  it('is not made by a flag that says no: CheckIssued as a bit of 0, a cancel reason of 0', async () => {
    const { ident } = await opened(`${minimal}
      create table Receptions (ID int, ID_Patients int, PlanStart datetime, ReceptionEnded datetime,
        CheckIssued BIT, ID_ReceptionCancelReasons int);
      insert into Receptions values
        (1, 1, '2099-01-01 10:00:00', null, 0, null), (2, 1, '2099-01-02 10:00:00', null, 0, null),
        (3, 2, '2020-01-01 10:00:00', null, 1, 0), (4, 2, '2020-01-02 10:00:00', null, 1, 7),
        (5, 3, '2020-01-03 10:00:00', '2020-01-03 11:00:00', 0, null);`);
    expect((await everyone(ident)).map(({ visits }) => visits)).toEqual([0, 1, 1]);
  });

  it('with two orders counts once, and costs what both come to, without the noise of doubles', async () => {
    const { ident } = await opened(`${clinic}
      insert into Receptions values (1, 1, 1, ${completed});
      insert into Orders values (1, 1, 1, null), (2, 1, 1, null);
      insert into OrderServiceRelation values (1, 1, 1, 3, null), (2, 2, 2, 1, 0.1), (3, 2, 1, 1, 0);`);
    const [patient] = await everyone(ident);
    expect(patient).toMatchObject({ visits: 1, visitsSum: '400.5' });
  });

  it('is in the branch of its latest order, else of its chair; the latest by plan decides', async () => {
    const { ident } = await opened(`${clinic}
      insert into Receptions values (1, 1, 1, ${completed}), (2, 2, 3, ${completed}), (3, 3, 1, ${completed}),
        (4, 3, 3, '2026-01-02T11:00:00', '2026-01-02 11:00:00', '2026-01-02 12:00:00', null, null, null);
      insert into Orders values (1, 1, 3, '2026-01-02 12:00:00'), (2, 1, 2, '2026-01-02 13:00:00');`);
    const branches = (await everyone(ident)).map(({ branch }) => branch);
    expect(branches).toEqual(['ООО Вторая', 'ООО Третья', 'ООО Третья']);
  });
});

describe('an inspection', () => {
  it('names stamps that no index begins with, and none of a view, on which nobody makes an index', async () => {
    const { ident } = await opened(`
      create table People (ID int, Surname text, DateTimeChanged datetime);
      create view Persons as select * from People;
      create table Patients (ID_Persons int, DateTimeAdded datetime, DateTimeChanged datetime);
      create index IX_Patients on Patients (DateTimeChanged);`);
    expect((await ident.probe()).changeSources).toContain('stamp Persons.DateTimeChanged');
    expect((await ident.inspect()).unindexed).toEqual(['Patients.DateTimeAdded']);
  });
});

describe('the reader', () => {
  it('stands in nobody\u2019s way: others write between two of its pages', async () => {
    const { ident, database } = await opened(minimal);
    await everyone(ident);
    expect(database.prepare('select count(*) as n from Patients').get()).toEqual({ n: 3 });
    database.exec('begin immediate; delete from Patients where ID_Persons = 2; commit');
    expect((await ident.byIds([1, 2, 3] as PatientId[])).map(({ id }) => id)).toEqual([1, 3]);
  });
});
