import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Patient, PatientId } from '../../src/contact/model/patient.ts';
import type { PatientInput } from '../../src/contact/model/table.ts';
import type { Connection } from '../../src/ident/connection/connection.ts';
import type { Ident } from '../../src/ident/ident.ts';
import { openWritable } from '../../src/ident/open-connection.ts';
import { isRead } from '../../src/ident/patients/resolve.ts';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import type { SourceMemory } from '../../src/ident/profiles/source-memory.ts';
import { createIdent } from '../../src/ident/reader.ts';
import type { WantedReceptions } from '../../src/ident/visits/receptions.ts';
import { createSampleDatabase } from '../../src/sandbox/sample-db/create.ts';
import type { BookedPart } from '../../src/visits/cohort/cohort-tally.ts';
import type { ReceptionId } from '../../src/visits/reception.ts';
import { documentFields } from '../support/document-fields.ts';
import { realColumns } from '../support/real-columns.ts';
import type { SuiteDatabase } from './reader-suite.ts';

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

  it('tells of receptions with their moves: what was billed for them, without what came back, and where', async () => {
    const columns = 'ID, ID_Patients, ID_Armchairs, PlanStart, ID_ReceptionsTransferFrom';
    const lines =
      'ID, ID_Orders, ID_ServicePrices, CountService, DiscountSum, ID_Returns, IsWarranty';
    await execute(
      `insert into Receptions (${columns}, ReceptionCanceled, ID_ReceptionCancelReasons)
        values (980001, 5, 1, '2031-03-05T10:00:00', null, '2031-03-01T09:30:00', 1)`,
      `insert into Receptions (${columns}) values (980002, 5, 1, '2032-01-01T10:00:00', 980001)`,
      `insert into Receptions (${columns}) values (980003, null, null, '2031-03-05T23:59:59', null)`,
      `insert into Receptions (${columns}) values (980004, 5, 1, '2031-03-06T00:00:00', null)`,
      'insert into ServiceItemPrices (ID, ID_ServiceItems, Price) values (980001, 1, 1000)',
      `insert into Orders (ID, ID_Receptions, ID_OwnCompanies, DateTimeBillFormed) values
        (980001, 980001, 2, '2031-03-05T11:00:00'), (980002, 980002, null, null),
        (980003, 980002, null, '2031-03-05T11:00:00')`,
      `insert into OrderServiceRelation (${lines}) values
        (980001, 980001, 980001, 1, null, null, null), (980002, 980001, 980001, 1, null, 7, 0),
        (980003, 980001, 980001, 1, null, 0, 1), (980004, 980001, 980001, 2, 50.5, 0, 0),
        (980005, 980002, 980001, 9, null, null, null), (980006, 980003, 980001, 1, null, null, null)`,
    );
    await execute(
      'create table AppointmentSources (ID int, Name nvarchar(50))',
      "insert into AppointmentSources (ID, Name) values (3, 'Site')",
      `update Receptions set ID_AppointmentSources = 3, ReceptionAdded = '2031-02-01T10:00:00'
        where ID = 980001`,
      "update Receptions set ReceptionEnded = '2031-03-06T00:30:00' where ID = 980004",
    );
    const how = { cancelReasons: new Map(), withDoctors: true, tellsFirst: true };
    const read = (wanted: WantedReceptions) =>
      reading(async (ident) => {
        const rows = (await ident.receptions(wanted, how)) ?? [];
        return rows.toSorted((a, b) => a.id - b.id);
      });
    const [moved, next, stray, ...others] = await read({
      ...{ from: '2031-03-05T00:00:00', to: '2031-03-06T00:00:00' },
    });
    expect(moved).toMatchObject({
      ...{ id: 980_001, patient: 5, movedFrom: null, start: '2031-03-05T10:00:00' },
      ...{ cancelled: true, markedAt: { cancelled: '2031-03-01T09:30:00' } },
      ...{ bill: 29_495_000n, branch: 'Филиал на Соколе', elsewhere: false },
      ...{ source: 'Site', bookedAt: '2031-02-01T10:00:00' },
    });
    expect(moved?.reason?.name).toEqual(expect.any(String));
    expect(next).toMatchObject({
      ...{ id: 980_002, movedFrom: 980_001, cancelled: false, markedAt: {}, reason: null },
      ...{ bill: 10_000_000n, branch: 'Главный филиал', cameBefore: true },
    });
    expect(stray).toMatchObject({ id: 980_003, patient: null, bill: 0n, branch: null });
    expect(stray).toMatchObject({ source: null, bookedAt: null, cameBefore: false });
    expect(others).toEqual([]);
    expect(await read({ with: [980_002 as ReceptionId] })).toEqual([moved, next]);
    await execute('drop table AppointmentSources');
    for (const [table, to] of [
      ['OrderServiceRelation', 980_006],
      ['Orders', 980_003],
      ['ServiceItemPrices', 980_001],
      ['Receptions', 980_004],
    ] as const) {
      await execute(`delete from ${table} where ID between 980001 and ${to}`);
    }
  });

  it('tells of bookings by when they were entered, with their moves and what the journal leaves to be paid', async () => {
    const columns = 'ID, ID_Patients, PlanStart, ReceptionAdded, ID_ReceptionsTransferFrom';
    await execute(
      `insert into Receptions (${columns}) values
        (980001, 5, '2033-03-05T10:00:00', '2033-02-01T00:00:00', null),
        (980002, 5, '2033-03-06T10:00:00', '2033-03-01T00:00:00', 980001),
        (980003, 6, '2033-03-06T10:00:00', '2033-02-28T23:59:59', 970000),
        (980004, 6, '2033-02-06T10:00:00', null, null),
        (980005, 6, '2033-03-06T10:00:00', '2033-03-01T00:00:00', null)`,
      `insert into Orders (ID, ID_Receptions, ID_OwnCompanies) values
        (980001, 980001, 2), (980002, 980002, 2), (980003, 980003, null), (980004, 980001, 2),
        (980005, 980003, null)`,
      // One was paid too much for; one tells no debt, and one is not in the journal at all.
      `insert into Bills (ID, ID_Orders, Debt) values
        (980001, 980001, -50), (980002, 980002, 100.5), (980003, 980002, 1), (980004, 980004, 50),
        (980005, 980003, null)`,
    );
    const period = { from: '2033-02-01T00:00:00', to: '2033-03-01T00:00:00' };
    const parts: BookedPart[] = [];
    const withoutEntry = await reading(async (ident) => {
      const booked = await ident.booked(period, { cancelReasons: new Map(), withDebts: true });
      for await (const part of booked?.parts ?? []) parts.push(part);
      return booked?.withoutEntry;
    });
    expect([withoutEntry, parts.length]).toEqual([1, 1]);
    const [part] = parts;
    const shown = (part?.receptions ?? [])
      .map(({ id, movedFrom, bookedAt, branch }) => ({ id, movedFrom, bookedAt, branch }))
      .toSorted((a, b) => a.id - b.id);
    expect(shown).toEqual([
      {
        ...{ id: 980_001, movedFrom: null, bookedAt: '2033-02-01T00:00:00' },
        branch: 'Филиал на Соколе',
      },
      {
        ...{ id: 980_002, movedFrom: 980_001, bookedAt: '2033-03-01T00:00:00' },
        branch: 'Филиал на Соколе',
      },
      { id: 980_003, movedFrom: 970_000, bookedAt: '2033-02-28T23:59:59', branch: null },
    ]);
    expect(shown.map(({ id }) => part?.isOwn(id))).toEqual([true, false, true]);
    expect(part?.unreadable).toBe(0);
    expect(part?.debts).toEqual(
      new Map([
        [980_001, 500_000n],
        [980_002, 1_015_000n],
        [980_003, null],
      ]),
    );
    for (const table of ['Bills', 'Orders', 'Receptions'])
      await execute(`delete from ${table} where ID between 980001 and 980005`);
  });

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

async function everyone(ident: Ident): Promise<readonly Patient[]> {
  const all: Patient[] = [];
  for await (const page of ident.all()) all.push(...page);
  return all;
}
