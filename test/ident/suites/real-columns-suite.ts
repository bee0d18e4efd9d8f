import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { Patient } from '../../../src/contact/model/patient.ts';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import type { PatientInput } from '../../../src/contact/model/table.ts';
import type { Connection } from '../../../src/ident/connection/connection.ts';
import type { Ident } from '../../../src/ident/ident.ts';
import { openWritable } from '../../../src/ident/open-connection.ts';
import { isRead } from '../../../src/ident/patients/resolve.ts';
import { loadProfile } from '../../../src/ident/profiles/load-profile.ts';
import type { SourceMemory } from '../../../src/ident/profiles/source-memory.ts';
import { createIdent } from '../../../src/ident/reader.ts';
import { createSampleDatabase } from '../../../src/sandbox/sample-db/create.ts';
import { documentFields } from '../../support/expected/document-fields.ts';
import { realColumns } from '../../support/real-columns.ts';
import { everyone } from './collected.ts';
import type { SuiteDatabase } from './reader-suite.ts';
import { realReceptionsSuite } from './real-receptions-suite.ts';

const quiet = { warn: () => {} };

const id = (number: number) => number as PatientId; // tests name patients by plain numbers

/** A person of the clinic has said that its money is computed rightly. */
export const confirmed: SourceMemory = {
  branches: () => undefined,
  origins: new Map(),
  confirmed: new Map([
    ['debt', 'journal.debt'],
    ['advance', 'journal.advance'],
  ]),
};

/**
 * A database with the columns of a working clinic and no index on any foreign key: run on an SQLite file by every test
 * run, on a SQL Server on request.
 */
export function realColumnsSuite(open: () => Promise<SuiteDatabase>): void {
  let database: SuiteDatabase;
  let writer: Connection;
  let underOtherNames: readonly Patient[];

  beforeAll(async () => {
    database = await open();
    writer = await openWritable(database.config, { log: quiet });
    await createSampleDatabase(writer, { patients: 120, seed: 5 });
    underOtherNames = await reading(everyone);
    for (const statement of realColumns(writer.flavor)) await execute(statement);
  });

  afterAll(async () => {
    await writer?.close();
    await database?.close();
  });

  async function reading<T>(work: (ident: Ident) => Promise<T>): Promise<T> {
    const ident = await createIdent({
      database: database.config,
      profile: await loadProfile('ident'),
      ...{ excluded: new Set(), pageSize: 50, clock: systemClock, log: quiet },
    });
    try {
      return await work(ident);
    } finally {
      await ident.close();
    }
  }

  async function execute(...statements: readonly string[]): Promise<void> {
    for (const statement of statements) await writer.db.executeQuery(CompiledQuery.raw(statement));
  }

  const money = () =>
    reading(async (ident) => {
      await ident.probe(confirmed);
      const patients = await ident.byIds([1, 2, 3, 4].map(id));
      return patients.map(({ advance, debt }) => [advance, debt]);
    });

  const total = async () => {
    const all = await reading(everyone);
    return all.reduce((sum, { visitsSum }) => sum + Number(visitsSum), 0);
  };

  it('gives every field for which it has a column, money that is computed once it is confirmed', async () => {
    const fields = await reading(async (ident) => (await ident.probe()).fields);
    const status = (wanted: string) =>
      documentFields.map(({ key }) => key).filter((key) => fields.get(key)?.status === wanted);
    expect(status('unconfirmed')).toEqual(['advance', 'debt']);
    expect(status('missing')).toEqual([
      ...['sex', 'city', 'inn', 'snils', 'passport', 'discount', 'address'],
    ]);
    expect(fields.get('source')?.source).toBe('Patients.ID_InfoSources → InfoSources.Name');
    expect(fields.get('archive_reason')?.source).toBe(
      'Patients.ID_ArchivingReasons → ArchivingReasons.Name',
    );
    const now = await reading(async (ident) => (await ident.probe(confirmed)).fields);
    expect(documentFields.filter(({ key }) => isRead(now.get(key)?.status ?? 'off'))).toHaveLength(
      19,
    );
  });

  it('is read as the same patients under other names are', async () => {
    const shared: readonly PatientInput[] = [
      ...(['surname', 'name', 'patronymic', 'parentName', 'birthday', 'mobilePhone'] as const),
      ...(['phone', 'cardNumber', 'comment', 'patientNumber', 'status', 'archiveReason'] as const),
      ...(['branch', 'firstVisit', 'visits', 'visitsSum', 'smsRefusal', 'source'] as const),
    ];
    const part = (patients: readonly Patient[]) =>
      patients.map((patient) => shared.map((input) => [patient.id, input, patient[input]]));
    const real = await reading(everyone);
    expect(part(real)).toEqual(part(underOtherNames));
    expect(real.some(({ archiveReason }) => archiveReason)).toBe(true);
    expect(real.some(({ smsRefusal }) => smsRefusal === true)).toBe(true);
  });

  it('is read by ids as it is read whole, few and many of them', async () => {
    const read = async (ident: Ident, ids?: readonly PatientId[]) => {
      await ident.probe(confirmed);
      return ids ? await ident.byIds(ids) : await everyone(ident);
    };
    const all = await reading((ident) => read(ident));
    for (const every of [40, 3, 1]) {
      const some = all.filter((patient) => patient.id % every === 0);
      expect(
        await reading((ident) =>
          read(
            ident,
            some.map(({ id }) => id),
          ),
        ),
      ).toEqual(some);
    }
  });

  it('has foreign keys without an index, which the doctor names', async () => {
    const { unindexedKeys } = await reading((ident) => ident.inspect());
    expect(unindexedKeys).toEqual(
      expect.arrayContaining([
        ...['Receptions.ID_Patients', 'Orders.ID_Receptions', 'OrderServiceRelation.ID_Orders'],
        'PaymentsIn.ID_Patients',
      ]),
    );
  });

  it('tells debts and advances from the journal and the payments, to the kopeck', async () => {
    await execute(
      'update Patients set InitialBalance = case ID_Persons when 1 then 100.10 when 3 then 5 end',
      `insert into Bills (ID, ID_Orders, ID_Patients, AmountWithDiscount, Debt) values
        (1, 1, 1, 0.20, 0.10), (2, 2, 1, 0.10, 0.20), (3, 3, 2, 900, 400.50), (4, 4, null, 7, 7)`,
      `insert into PaymentsIn (ID, ID_Patients, Payment) values
        (1, 1, 0.30), (2, 2, 499.50), (3, null, 3)`,
    );
    expect(await money()).toEqual([
      ['100.1', '0.3'],
      ['0', '400.5'],
      ['5', '0'],
      ['0', '0'],
    ]);
    const [off] = await reading((ident) => ident.byIds([id(2)]));
    expect(off).toMatchObject({ advance: undefined, debt: undefined });
    await execute('insert into PaymentsIn (ID, ID_Patients, Payment) values (4, 2, 1000.01)');
    expect((await money())[1]).toEqual(['599.51', '400.5']);
    // Of all at once as of some.
    const all = await reading(async (ident) => {
      await ident.probe(confirmed);
      return await everyone(ident);
    });
    expect(all.slice(0, 4).map(({ advance, debt }) => [advance, debt])).toEqual(await money());
  });

  it('does not count lines that came back or were done under warranty', async () => {
    const before = await total();
    await execute('update OrderServiceRelation set ID_Returns = 0, IsWarranty = 0');
    expect(await total()).toBe(before);
    await execute('update OrderServiceRelation set ID_Returns = 7 where ID % 2 = 0');
    expect(await total()).toBeLessThan(before);
    await execute('update OrderServiceRelation set IsWarranty = 1 where ID % 2 = 1');
    expect(await total()).toBe(0);
    await execute('update OrderServiceRelation set ID_Returns = null, IsWarranty = null');
    expect(await total()).toBe(before);
  });

  it('sees a change of an order line, a payment and an order without a visit', async () => {
    const { next } = await reading(async (ident) => {
      await ident.probe(confirmed);
      return await ident.changedSince(null);
    });
    const { now } = await reading((ident) => ident.server());
    const stamp = `'${now.slice(0, 19)}'`;
    const changed = async (statement: string) => {
      await execute(statement);
      const scan = await reading(async (ident) => {
        await ident.probe(confirmed);
        return await ident.changedSince(next);
      });
      expect(scan.reset).toBeNull();
      return scan.ids;
    };
    const { rows } = await writer.db.executeQuery<{ line: number; patient: number }>(
      CompiledQuery.raw(
        `select s.ID as line, o.ID_Patients as patient from OrderServiceRelation s
          join Orders o on o.ID = s.ID_Orders where o.ID_Patients is not null order by s.ID`,
      ),
    );
    const [first] = rows;
    expect(
      await changed(
        `update OrderServiceRelation set DateTimeChanged = ${stamp} where ID = ${first?.line}`,
      ),
    ).toContain(first?.patient);
    expect(
      await changed(
        `insert into PaymentsIn (ID, ID_Patients, Payment, DateTimeAdded) values (77, 77, 1, ${stamp})`,
      ),
    ).toContain(77);
    expect(
      await changed(
        `insert into Orders (ID, ID_Patients, DateTimeOrder) values (990001, 99, ${stamp})`,
      ),
    ).toContain(99);
  });

  it('sees patients who came without any stamp', async () => {
    await execute(
      "insert into Persons (ID, SurName, Name) values (9001, 'Petrova', 'Anna')",
      'insert into Patients (ID_Persons) values (9001)',
    );
    expect(await reading((ident) => ident.newest(id(9000), 3))).toEqual([118, 119, 120, 9001]);
    const [one] = await reading((ident) => ident.byIds([id(9001)]));
    expect(one).toMatchObject({ surname: 'Petrova', visits: 0, status: null, branch: null });
    await execute(
      'delete from Patients where ID_Persons = 9001',
      'delete from Persons where ID = 9001',
    );
  });

  realReceptionsSuite({ reading, execute });

  describe('that loses a column while it is used', () => {
    it.each([
      ['alter table Patients drop column InitialBalance', 'advance'],
      ['alter table OrderServiceRelation drop column DiscountSum', 'visitsSum'],
      ['drop table Orders', 'branch'],
      ['alter table Receptions drop column CheckIssued', 'visits'],
    ] as const)('%s: %s is unreadable for everybody, never less', async (statement, input) => {
      const { origins } = await reading((ident) => ident.probe(confirmed));
      expect([...origins.keys()]).toContain(input);
      await execute(statement);
      const { report, values } = await reading(async (ident) => {
        const probe = await ident.probe({ ...confirmed, origins });
        const read = (await everyone(ident)).map((patient) => patient[input]);
        return { report: probe.inputs.get(input), values: new Set(read) };
      });
      expect(report).toMatchObject({ status: 'lost', source: null });
      expect(values).toEqual(new Set([undefined]));
    });
  });
}
