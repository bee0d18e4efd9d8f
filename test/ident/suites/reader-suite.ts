import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { fieldKeys } from '../../../src/contact/model/fields.ts';
import type { Patient } from '../../../src/contact/model/patient.ts';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import type { FieldKey } from '../../../src/contact/model/table.ts';
import type { BranchChoice } from '../../../src/ident/branches/branch-choice.ts';
import type { Connection, DatabaseConfig } from '../../../src/ident/connection/connection.ts';
import type { Ident } from '../../../src/ident/ident.ts';
import { openWritable } from '../../../src/ident/open-connection.ts';
import type { PersonWords } from '../../../src/ident/patients/person-search.ts';
import { loadProfile } from '../../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../../src/ident/reader.ts';
import { createSampleDatabase } from '../../../src/sandbox/sample-db/create.ts';
import { expectedComputed } from '../computed/expected-computed.ts';
import { expectedStays } from '../visits/expected-stays.ts';
import { changeSuite } from './change-suite.ts';
import { collect, everyone } from './collected.ts';

/** An empty database that the suite may fill, and what empties it again. */
export interface SuiteDatabase {
  readonly config: DatabaseConfig;
  close(): Promise<void>;
}

const patients = 240;
const quiet = { warn: () => {} };

/** What a reader must do on either database: run on an SQLite file by every test run, on a SQL Server on request. */
export function readerSuite(open: () => Promise<SuiteDatabase>): void {
  let database: SuiteDatabase;
  let writer: Connection;

  beforeAll(async () => {
    database = await open();
    writer = await openWritable(database.config, { log: quiet });
    await createSampleDatabase(writer, { patients, seed: 7 });
  });

  afterAll(async () => {
    await writer?.close();
    await database?.close();
  });

  async function reading<T>(
    work: (ident: Ident) => Promise<T>,
    options: {
      pageSize?: number;
      excluded?: readonly FieldKey[];
      profile?: string;
      branches?: BranchChoice;
    } = {},
  ): Promise<T> {
    const ident = await createIdent({
      database: database.config,
      profile: await loadProfile(options.profile ?? 'sample'),
      excluded: new Set(options.excluded),
      ...(options.pageSize ? { pageSize: options.pageSize } : {}),
      branches: options.branches,
      clock: systemClock,
      log: quiet,
    });
    try {
      return await work(ident);
    } finally {
      await ident.close();
    }
  }

  const execute = async (statement: string) => {
    await writer.db.executeQuery(CompiledQuery.raw(statement));
  };

  const id = (number: number) => number as PatientId; // tests name patients by plain numbers

  describe('the chosen branches', () => {
    it.each([
      ['Филиал на Соколе', [2], false],
      ['ООО «Улыбка»', [1], true],
    ] as const)(
      'leave out whom a plain reading of the rows leaves out, read whole and by ids: %s',
      async (name, ids, withoutVisits) => {
        const stays = await expectedStays(writer);
        const standing = (patient: number) => {
          const of = stays.get(patient);
          if (of === undefined) return withoutVisits ? undefined : 'nowhere';
          const isWithin = of.has(null) || ids.some((branch) => of.has(branch));
          return isWithin ? undefined : 'elsewhere';
        };
        const options = { branches: { names: [name], withoutVisits }, pageSize: 70 };
        const whole = await reading(everyone, options);
        const expected = whole.map((patient) => standing(patient.id));
        expect(whole.map(({ outside }) => outside)).toEqual(expected);
        expect(new Set(expected).size).toBeGreaterThan(1);
        const few = whole.slice(3, 40).map((patient) => patient.id);
        const byIds = await reading((ident) => ident.byIds(few), options);
        expect(byIds.map(({ outside }) => outside)).toEqual(few.map(standing));
        const all = whole.map((patient) => patient.id);
        const streamed = await reading(
          (ident) => ident.byIds(all, { patients: all.length }),
          options,
        );
        expect(streamed.map(({ outside }) => outside)).toEqual(expected);
      },
    );

    it('are counted as a plain reading of the rows counts them', async () => {
      const stays = [...(await expectedStays(writer)).values()];
      const count = (branch: number | null) => stays.filter((of) => of.has(branch)).length;
      expect(await reading((ident) => ident.branches())).toEqual({
        branches: [
          { id: '1', names: ['Главный филиал', 'ООО «Улыбка»'], patients: count(1) },
          { id: '2', names: ['Филиал на Соколе', 'ООО «Улыбка на Соколе»'], patients: count(2) },
          { id: '3', names: ['ИП Белова А. С.'], patients: count(3) },
        ],
        unknown: count(null),
      });
    });
  });

  describe('a card number', () => {
    it('finds its patients, whatever blanks stand around it, and nobody where the field is off', async () => {
      const whole = await reading(everyone);
      const known = whole.find(({ cardNumber }) => (cardNumber ?? '') !== '');
      const cardNumber = known?.cardNumber ?? '';
      const holders = whole.filter((one) => one.cardNumber === cardNumber).map((one) => one.id);
      expect(holders.length).toBeGreaterThan(0);
      const search = (text: string) => (ident: Ident) => ident.withCardNumber(text);
      expect(await reading(search(` ${cardNumber} `))).toEqual(holders);
      expect(await reading(search(`${cardNumber}' or '1'='1`))).toEqual([]);
      expect(await reading(search(cardNumber), { excluded: ['card_number'] })).toEqual([]);
    });
  });

  describe('a search by name or phone', () => {
    const search = (words: PersonWords) => reading((ident) => ident.ofPerson(words));
    const named = (surname: string, name: string | null = null) =>
      search({ kind: 'name', surname, name });

    it('finds whose surname begins so, in whatever case and with «е» for «ё», twenty-one at most', async () => {
      const whole = await reading(everyone);
      const [first] = whole;
      const surname = first?.surname ?? '';
      const begins = (patient: Patient) =>
        (patient.surname ?? '')
          .toLowerCase()
          .replaceAll('ё', 'е')
          .startsWith(surname.toLowerCase());
      const expected = whole.filter(begins).map((patient) => patient.id);
      for (const typed of [surname, surname.toUpperCase(), surname.toLowerCase()]) {
        expect(await named(typed)).toEqual(expected.slice(0, 21));
      }
      const both = whole.filter(
        (patient) => begins(patient) && (patient.name ?? '').startsWith(first?.name ?? ''),
      );
      expect(await named(surname, first?.name)).toEqual(
        both.map(({ id: own }) => own).slice(0, 21),
      );
      expect(await named('Ъъъ')).toEqual([]);
    });

    it.each(['%', '___', '[а-я]', '*', '???', "Ив%' or 1=1 --"])(
      'takes %s for the letters that it is made of, and finds nobody',
      async (typed) => {
        expect(await named(typed)).toEqual([]);
        expect(await named('А', typed)).toEqual([]);
      },
    );

    it('finds whose phone has these digits, however it is written', async () => {
      const whole = await reading(everyone);
      const known = whole.find(({ mobilePhone }) => /^\+7\d{10}$/.test(mobilePhone ?? ''));
      const digits = (known?.mobilePhone ?? '').slice(-7);
      expect(await search({ kind: 'phone', digits })).toContain(known?.id);
      expect(await search({ kind: 'phone', digits: '00000000000' })).toEqual([]);
    });
  });

  describe('a full read', () => {
    it('yields every row of Patients once, by ascending id, whatever the page size', async () => {
      const whole = await reading(everyone);
      const ids = whole.map((patient) => patient.id);
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
      expect(ids).toHaveLength(patients);
      for (const pageSize of [1, 7, patients, patients + 1]) {
        const paged = await reading(everyone, { pageSize });
        expect(paged).toEqual(whole);
      }
    });

    it('counts what it will yield', async () => {
      expect(await reading((ident) => ident.count())).toBe(patients);
    });

    it('goes on behind an id', async () => {
      const [first, second, ...rest] = await reading(everyone);
      const after = await reading((ident) => collect(ident.all(second?.id)), { pageSize: 50 });
      expect(first?.id).toBeDefined();
      expect(after).toEqual(rest);
    });

    it('reads the first patient of the sample whole', async () => {
      const [patient] = await reading((ident) => ident.byIds([id(1)]));
      expect(patient).toMatchObject({
        id: 1,
        surname: 'Иванов',
        name: 'Иван',
        patronymic: 'Иванович',
        parentName: null,
        birthday: '1985-05-15',
        sex: 'male',
        mobilePhone: '+7 (925) 123-45-67',
        phone: '8 (495) 765-43-21',
        email: 'ivanov@email.com',
        cardNumber: 'CARD001',
        comment: 'Аллергия на лидокаин.\r\nПредпочитает вечернее время',
        patientNumber: 'PAT001',
        status: 'active',
        archiveReason: null,
        branch: 'Главный филиал',
        city: 'Москва',
        inn: '500100732259',
        snils: '112-233-445 95',
        passport: '45 10 123456 выдан ОВД «Сокол» 20.05.2005',
        firstVisit: '2023-01-15',
        visits: 2,
        visitsSum: '14999.5',
        discount: '5',
        advance: '1500.5',
        debt: '250',
        smsRefusal: true,
        changedAt: '2026-05-21T09:15:30',
        address: 'Москва, ул. Ленинская, д. 10, кв. 25',
        source: 'Рекомендация знакомых',
      });
      expect(patient?.unreadable).toBeUndefined();
    });

    it('brings archived and deleted patients, with the reason of an archived one', async () => {
      const all = await reading(everyone);
      const byStatus = Map.groupBy(all, (patient) => patient.status);
      expect([...byStatus.keys()].sort()).toEqual(['active', 'archived', 'deleted', null]);
      expect(byStatus.get('archived')?.some((patient) => patient.archiveReason)).toBe(true);
    });

    it('counts visits, sums and branches as a plain reading of the rows does', async () => {
      const expected = await expectedComputed(writer);
      const all = await reading(everyone);
      const read = all.map(({ id, visits, visitsSum, firstVisit, branch }) => ({
        id,
        visits,
        visitsSum,
        firstVisit,
        branch,
      }));
      expect(read).toEqual(all.map((patient) => ({ id: patient.id, ...expected(patient.id) })));
      expect(all.filter((patient) => patient.visits === 0).length).toBeGreaterThan(10);
    });

    it('goes through each table once, and then a statement a page: no page costs more than itself', async () => {
      const statements = (pageSize: number) =>
        reading(
          async (ident) => {
            await ident.probe();
            await everyone(ident);
            return ident.statements;
          },
          { pageSize },
        );
      const pages = (pageSize: number) => Math.floor(patients / pageSize) + 1;
      // How many ranges a table takes depends on how quickly it answers.
      for (const pageSize of [7, patients + 1]) {
        expect((await statements(pageSize)) - pages(pageSize)).toBeLessThan(25);
      }
    });
  });

  describe('a reading by ids', () => {
    it('yields those that exist, by ascending id, each once, over several pages', async () => {
      const wanted = [200, 3, 3, 999_999, 90, 17, 1].map(id);
      const found = await reading((ident) => ident.byIds(wanted), { pageSize: 2 });
      expect(found.map((patient) => patient.id)).toEqual([1, 3, 17, 90, 200]);
    });

    it('reads the same as the full read', async () => {
      const all = await reading(everyone);
      const some = all.filter((patient) => patient.id % 3 === 0);
      expect(await reading((ident) => ident.byIds(some.map((each) => each.id)))).toEqual(some);
    });

    it('of no ids asks nothing', async () => {
      const asked = await reading(async (ident) => {
        await ident.byIds([]);
        return ident.statements;
      });
      expect(asked).toBe(0);
    });
  });

  describe('the probe', () => {
    it.each(['sample', 'ident'])('finds every field by the profile %s', async (profile) => {
      const { fields } = await reading((ident) => ident.probe(), { profile });
      expect([...fields.keys()]).toEqual(fieldKeys);
      expect([...fields].filter(([, { status }]) => !/found|computed/.test(status))).toEqual([]);
      expect(fields.get('archive_reason')).toEqual({
        status: 'found',
        source: 'Patients.ID_ArchiveReasons → ArchiveReasons.Name',
      });
      expect(fields.get('visits')?.status).toBe('computed');
    });

    it('reports a switched-off field, and its value is not known then', async () => {
      const excluded: FieldKey[] = ['passport', 'birthday', 'visits_sum'];
      const [probe, [patient]] = await reading(
        async (ident) => [await ident.probe(), await ident.byIds([id(1)])] as const,
        { excluded },
      );
      for (const key of excluded) {
        expect(probe.fields.get(key)).toEqual({ status: 'off', source: null });
      }
      expect(patient).toMatchObject({ surname: 'Иванов', visits: 2 });
      expect(patient?.passport).toBeUndefined();
      expect(patient?.birthday).toBeUndefined();
      expect(patient?.visitsSum).toBeUndefined();
    });
  });

  changeSuite({ reading, execute, writer: () => writer, patients });

  describe('without indexes on foreign keys', () => {
    const indexes = [
      ['Receptions', 'ID_Patients'],
      ['Orders', 'ID_Receptions'],
      ['OrderServiceRelation', 'ID_Orders'],
    ] as const;

    it('everybody is read as with them, whole and by ids, and the doctor names the columns', async () => {
      const withIndexes = await reading(everyone);
      for (const [table, column] of indexes) {
        const index = `IX_${table}_${column}`;
        await execute(
          writer.flavor === 'mssql' ? `drop index ${index} on ${table}` : `drop index ${index}`,
        );
      }
      const [whole, some, { unindexedKeys }] = await reading(
        async (ident) =>
          [
            await everyone(ident),
            await ident.byIds(withIndexes.slice(0, 30).map((patient) => patient.id)),
            await ident.inspect(),
          ] as const,
      );
      expect(whole).toEqual(withIndexes);
      expect(some).toEqual(withIndexes.slice(0, 30));
      expect(unindexedKeys).toEqual(
        expect.arrayContaining(indexes.map(([table, column]) => `${table}.${column}`)),
      );
      for (const [table, column] of indexes) {
        await execute(`create index IX_${table}_${column} on ${table} (${column})`);
      }
    });
  });

  describe('the server', () => {
    it('says what it is, which database this is and what time it has', async () => {
      const info = await reading((ident) => ident.server());
      expect(info.version).toMatch(/^(SQLite|Microsoft SQL Server)/);
      expect(info.identity).not.toBe('');
      expect(info.now).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?$/);
    });
  });

  describe('a missing column or table', () => {
    it('switches its field off and stops nothing', async () => {
      await execute('alter table Persons drop column City');
      await execute('drop table AdSources');
      const [probe, [patient]] = await reading(
        async (ident) => [await ident.probe(), await ident.byIds([id(1)])] as const,
      );
      for (const key of ['city', 'source'] as const) {
        expect(probe.fields.get(key)).toEqual({ status: 'missing', source: null });
      }
      expect(patient?.address).toBe('Москва, ул. Ленинская, д. 10, кв. 25');
      expect(patient?.city).toBeUndefined();
      expect(patient?.source).toBeUndefined();
    });
  });
}
