import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Patient, PatientId, PatientInput } from '../../src/contact/patient.ts';
import { openWritable } from '../../src/ident/connection.ts';
import { type Ident, isRead } from '../../src/ident/ident.ts';
import { loadProfile } from '../../src/ident/load-profile.ts';
import { createIdent } from '../../src/ident/reader.ts';
import type { SourceMemory } from '../../src/ident/source-memory.ts';
import { createSampleDatabase } from '../../src/sandbox/sample-db/create.ts';
import { realColumns } from '../support/real-columns.ts';

const quiet = { warn: () => {} };

/** The sample's patients, in IDENT's own columns or the sample's. */
async function clinic(statements: readonly string[] = realColumns) {
  const folder = await mkdtemp(join(tmpdir(), 'real-ident-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'ident.db');
  const writer = await openWritable({ client: 'sqlite', file }, { log: quiet });
  await createSampleDatabase(writer, { patients: 120, seed: 5 });
  await writer.close();
  const database = new DatabaseSync(file);
  for (const statement of statements) database.exec(statement);
  onTestFinished(() => database.close());
  const reading = async <T>(work: (ident: Ident) => Promise<T>): Promise<T> => {
    const ident = await createIdent({
      database: { client: 'sqlite', file },
      profile: await loadProfile('ident'),
      excluded: new Set(),
      pageSize: 50,
      clock: systemClock,
      log: quiet,
    });
    try {
      return await work(ident);
    } finally {
      await ident.close();
    }
  };
  return { database, reading };
}

async function everyone(ident: Ident): Promise<readonly Patient[]> {
  const all: Patient[] = [];
  for await (const page of ident.all()) all.push(...page);
  return all;
}

const id = (number: number) => number as PatientId; // tests name patients by plain numbers

const confirmed: SourceMemory = {
  origins: new Map(),
  confirmed: new Map([
    ['debt', 'journal.debt'],
    ['advance', 'journal.advance'],
  ]),
};

describe('a database with the columns of a working clinic', () => {
  it('gives every field for which it has a column, money that is computed once it is confirmed', async () => {
    const { reading } = await clinic();
    const fields = await reading(async (ident) => (await ident.probe()).fields);
    const status = (wanted: string) =>
      [...fields].filter(([, report]) => report.status === wanted).map(([key]) => key);
    expect(status('unconfirmed')).toEqual(['advance', 'debt']);
    expect(status('missing')).toEqual([
      'sex',
      'city',
      'inn',
      'snils',
      'passport',
      'discount',
      'address',
    ]);
    expect(fields.get('source')?.source).toBe('Patients.ID_InfoSources → InfoSources.Name');
    expect(fields.get('archive_reason')?.source).toBe(
      'Patients.ID_ArchivingReasons → ArchivingReasons.Name',
    );
    const now = await reading(async (ident) => (await ident.probe(confirmed)).fields);
    expect([...now.values()].filter(({ status }) => isRead(status))).toHaveLength(19);
  });

  it('is read as the same patients under other names are', async () => {
    const real = await (await clinic()).reading(everyone);
    const sample = await (await clinic([])).reading(everyone);
    const shared: readonly PatientInput[] = [
      ...(['surname', 'name', 'patronymic', 'parentName', 'birthday', 'mobilePhone'] as const),
      ...(['phone', 'cardNumber', 'comment', 'patientNumber', 'status', 'archiveReason'] as const),
      ...(['branch', 'firstVisit', 'visits', 'visitsSum', 'smsRefusal', 'source'] as const),
    ];
    const part = (patients: readonly Patient[]) =>
      patients.map((patient) => shared.map((input) => [patient.id, input, patient[input]]));
    expect(part(real)).toEqual(part(sample));
    expect(real.some(({ archiveReason }) => archiveReason)).toBe(true);
    expect(real.some(({ smsRefusal }) => smsRefusal === true)).toBe(true);
  });

  it('tells debts and advances from the journal and the payments, to the kopeck', async () => {
    const { database, reading } = await clinic();
    database.exec(`
      update Patients set InitialBalance = case ID_Persons when 1 then 100.10 when 3 then 5 end;
      insert into Bills (ID_Orders, ID_Patients, AmountWithDiscount, Debt) values
        (1, 1, 0.20, 0.10), (2, 1, 0.10, 0.20), (3, 2, 900, 400.50), (4, null, 7, 7);
      insert into PaymentsIn (ID_Patients, Payment) values (1, 0.30), (2, 499.50), (null, 3);`);
    const money = await reading(async (ident) => {
      await ident.probe(confirmed);
      const patients = await ident.byIds([1, 2, 3, 4].map(id));
      return patients.map(({ advance, debt }) => [advance, debt]);
    });
    expect(money).toEqual([
      ['100.1', '0.3'],
      ['0', '400.5'],
      ['5', '0'],
      ['0', '0'],
    ]);
    const [off] = await reading((ident) => ident.byIds([id(2)]));
    expect(off).toMatchObject({ advance: undefined, debt: undefined });
  });

  it('does not count lines that came back or were done under warranty', async () => {
    const { database, reading } = await clinic();
    const sums = () =>
      reading(async (ident) => (await everyone(ident)).map(({ visitsSum }) => Number(visitsSum)));
    const total = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0);
    const before = total(await sums());
    database.exec('update OrderServiceRelation set ID_Returns = 0, IsWarranty = 0');
    expect(total(await sums())).toBe(before);
    database.exec('update OrderServiceRelation set ID_Returns = 7 where ID % 2 = 0');
    const less = total(await sums());
    expect(less).toBeLessThan(before);
    database.exec('update OrderServiceRelation set IsWarranty = 1 where ID % 2 = 1');
    expect(total(await sums())).toBe(0);
  });

  it('where it never had a mark of returns, sums go without it and say so', async () => {
    const { database, reading } = await clinic();
    database.exec('alter table OrderServiceRelation drop column ID_Returns');
    const { fields } = await reading((ident) => ident.probe());
    expect(fields.get('visits_sum')).toMatchObject({
      status: 'computed',
      without: ['OrderServiceRelation.ID_Returns'],
    });
  });

  it('sees a change of an order line, a payment and an order without a visit', async () => {
    const { database, reading } = await clinic();
    const { next } = await reading(async (ident) => {
      await ident.probe(confirmed);
      return await ident.changedSince(null);
    });
    const stamp = "strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')";
    const changed = async (statement: string) => {
      database.exec(statement);
      const scan = await reading(async (ident) => {
        await ident.probe(confirmed);
        return await ident.changedSince(next);
      });
      expect(scan.reset).toBeNull();
      return scan.ids;
    };
    const line = database
      .prepare(
        `select s.ID as line, o.ID_Patients as patient from OrderServiceRelation s
          join Orders o on o.ID = s.ID_Orders where o.ID_Patients is not null limit 1`,
      )
      .get() as { line: number; patient: number };
    expect(
      await changed(
        `update OrderServiceRelation set DateTimeChanged = ${stamp} where ID = ${line.line}`,
      ),
    ).toContain(line.patient);
    expect(
      await changed(
        `insert into PaymentsIn (ID_Patients, Payment, DateTimeAdded) values (77, 1, ${stamp})`,
      ),
    ).toContain(77);
    expect(
      await changed(
        `insert into Orders (ID, ID_Patients, DateTimeOrder) values (990001, 99, ${stamp})`,
      ),
    ).toContain(99);
  });
});

describe('a computed value that loses one of its columns', () => {
  const lost = async (statement: string, input: PatientInput) => {
    const { database, reading } = await clinic();
    const { origins } = await reading((ident) => ident.probe(confirmed));
    database.exec(statement);
    return await reading(async (ident) => {
      const probe = await ident.probe({ ...confirmed, origins });
      const values = (await everyone(ident)).map((patient) => patient[input]);
      return { report: probe.inputs.get(input), values: new Set(values) };
    });
  };

  it.each([
    ['alter table OrderServiceRelation rename column DiscountSum to Discount', 'visitsSum'],
    ['alter table OrderServiceRelation drop column IsWarranty', 'visitsSum'],
    ['alter table OrderServiceRelation drop column ID_Returns', 'visitsSum'],
    ['alter table Orders rename to OrdersClosedToTheLogin', 'branch'],
    ['alter table Receptions drop column CheckIssued', 'visits'],
    ['drop table Receptions', 'firstVisit'],
    ['alter table Patients drop column InitialBalance', 'advance'],
    ['alter table Persons drop column DateTimeChanged', 'changedAt'],
  ] as const)('%s: %s is unreadable for everybody, never less', async (statement, input) => {
    const statements = statement.includes('Persons drop')
      ? `drop index if exists Persons_DateTimeChanged; drop index if exists IX_Persons_DateTimeChanged; ${statement}`
      : statement;
    const { report, values } = await lost(statements, input);
    expect(report).toMatchObject({ status: 'lost', source: null });
    expect(values).toEqual(new Set([undefined]));
  });
});
