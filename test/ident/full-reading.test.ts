import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CompiledQuery } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { keysOf, type PatientId, type SourceNumber } from '../../src/contact/model/patient-key.ts';
import { Scratch } from '../../src/ident/computed/scratch.ts';
import type { Ident } from '../../src/ident/ident.ts';
import { openWritable } from '../../src/ident/open-connection.ts';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../src/ident/reader.ts';
import { numbered } from '../../src/ident/sources/numbered.ts';
import { createSampleDatabase } from '../../src/sandbox/sample-db/create.ts';

const id = (number: number) => number as PatientId; // tests name patients by plain numbers
const patients = 300;
const second = 2 as SourceNumber; // a source of two

/** A sample without any index on a foreign key, and a reader whose statements are watched. */
async function clinic() {
  const folder = mkdtempSync(join(tmpdir(), 'full-reading-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'ident.db');
  const writer = await openWritable({ client: 'sqlite', file }, { log: { warn: () => {} } });
  await createSampleDatabase(writer, { patients, seed: 7 });
  await writer.close();
  const database = new DatabaseSync(file);
  onTestFinished(() => database.close());
  for (const index of [
    'Receptions_ID_Patients',
    'Orders_ID_Receptions',
    'OrderServiceRelation_ID_Orders',
  ]) {
    database.exec(`drop index IX_${index}`);
  }
  // SQL Server makes no index of its own for a statement: nor may SQLite.
  database.exec('pragma automatic_index = off');
  const asked: CompiledQuery[] = [];
  const open = async (): Promise<Ident> => {
    const ident = await createIdent({
      database: { client: 'sqlite', file },
      profile: await loadProfile('sample'),
      ...{ excluded: new Set(), pageSize: 50, clock: systemClock, log: { warn: () => {} } },
      lane: {
        open: async (make) => {
          const connection = await make();
          await connection.db.executeQuery(CompiledQuery.raw('pragma automatic_index = off'));
          return {
            ...connection,
            read: async (query, bounds) => {
              asked.push(query);
              return await connection.read(query, bounds);
            },
          };
        },
      },
    });
    onTestFinished(() => ident.close());
    return ident;
  };
  return { database, open, asked };
}

async function everyone(ident: Ident): Promise<number> {
  let read = 0;
  for await (const page of ident.all()) read += page.length;
  return read;
}

const of = (asked: readonly CompiledQuery[], table: string) =>
  asked.filter(({ sql }) => new RegExp(`from "${table}"`).test(sql) && !/select min/.test(sql));

/** Tables of which a plan goes through every row again for each row of another. */
function nestedScans(database: DatabaseSync, { sql, parameters }: CompiledQuery): string[] {
  const plan = database.prepare(`explain query plan ${sql}`).all(...(parameters as number[])); // ids and texts alone
  const loops = plan.filter(({ detail }) => /^(SCAN|SEARCH) [ros] ?/.test(String(detail)));
  return loops
    .slice(1)
    .flatMap(({ detail }) => (/^SCAN/.test(String(detail)) ? [String(detail)] : []));
}

describe('a database without indexes on foreign keys', () => {
  it('is read whole without going through any table for a single row, each row once', async () => {
    const { database, open, asked } = await clinic();
    const ident = await open();
    expect(await everyone(ident)).toBe(patients);
    expect(asked.flatMap((query) => nestedScans(database, query))).toEqual([]);
    for (const table of ['Receptions', 'Orders', 'OrderServiceRelation']) {
      const ranges = of(asked, table).map(({ parameters }) => parameters.slice(-2));
      expect(ranges.length).toBeGreaterThan(0);
      // One range begins where the one before it ended.
      for (const [at, range] of ranges.slice(1).entries()) expect(range[0]).toBe(ranges[at]?.[1]);
    }
  });

  it('is looked up by ids with one look at each table', async () => {
    const { database, open, asked } = await clinic();
    const ident = await open();
    await ident.byIds([3, 17, 250].map(id));
    expect(asked.flatMap((query) => nestedScans(database, query))).toEqual([]);
    for (const table of ['Receptions', 'Orders', 'OrderServiceRelation']) {
      expect(of(asked, table)).toHaveLength(1);
    }
  });

  it('is read once for all where more than 5 % of the patients are looked up', async () => {
    const { open, asked } = await clinic();
    const ident = await open();
    const among = { patients: 200 };
    const found: number[] = [];
    for (let at = 1; at <= 200; at += 50) {
      const ids = Array.from({ length: 50 }, (_, index) => id(at + index));
      found.push(...(await ident.byIds(ids, among)).map((patient) => patient.id));
    }
    expect(found).toHaveLength(200);
    const walks = of(asked, 'Receptions');
    expect(walks.every(({ sql }) => !/ID_Patients" in/.test(sql))).toBe(true);
    expect(
      walks
        .map(({ parameters }) => parameters[0])
        .filter((above) => above === walks[0]?.parameters[0]),
    ).toHaveLength(1);
  });

  it('is read once for all of a second source, too, while some of its patients may have been touched', async () => {
    const { open, asked } = await clinic();
    const { after } = keysOf(second);
    const ident = numbered(await open(), second);
    const among = { patients: 200, anew: async () => new Set<PatientId>() };
    const found: PatientId[] = [];
    for (let at = 1; at <= 200; at += 50) {
      const ids = Array.from({ length: 50 }, (_, index) => id(after + at + index));
      found.push(...(await ident.byIds(ids, among)).map((patient) => patient.id));
    }
    expect(found).toEqual(Array.from({ length: 200 }, (_, index) => after + 1 + index));
    const walks = of(asked, 'Receptions').map(({ parameters }) => parameters[0]);
    expect(walks.filter((above) => above === walks[0])).toHaveLength(1);
  });

  it('is streamed by ascending keys where more than 5 % are looked up, and nobody is asked for by a list', async () => {
    const { open, asked } = await clinic();
    const ident = await open();
    // Some are not there, some stand alone, some close together.
    const wanted = [2, 3, 4, 5, 90, 91, 92, 140, 200, 201, 203, 299, 300, 301, 5_000].map(id);
    const plain = await ident.byIds(wanted);
    const among = { patients: 120 };
    asked.length = 0;
    const streamed = [
      ...(await ident.byIds(wanted.slice(0, 6), among)),
      ...(await ident.byIds(wanted.slice(6), among)),
    ];
    expect(streamed).toEqual(plain);
    expect(streamed.map((patient) => patient.id)).toEqual(wanted.filter((one) => one <= patients));
    const pages = of(asked, 'Patients').filter(({ sql }) => /order by/.test(sql));
    expect(pages.filter(({ sql }) => / in \(/.test(sql))).toEqual([]);
    const begins = pages.map(({ parameters }) => Number(parameters[0]));
    expect(begins).toEqual(begins.toSorted((a, b) => a - b));
    // What lies between two who stand far apart is not read.
    expect(begins.length).toBeLessThan(patients / 50 + 2);
  });

  it('is read once for all, too, where it turns out that many are looked up, in whatever order', async () => {
    const { open, asked } = await clinic();
    const ident = await open();
    const order = Array.from({ length: 200 }, (_, at) => id(((at * 77) % 200) + 1));
    const plain = new Map((await ident.byIds(order)).map((one) => [one.id, one]));
    asked.length = 0;
    const among = { patients: null };
    for (let at = 0; at < order.length; at += 40) {
      const part = order.slice(at, at + 40).toSorted((a, b) => a - b);
      expect(await ident.byIds(part, among)).toEqual(part.map((one) => plain.get(one)));
    }
    // The first page could not know of the others.
    const lookedUp = of(asked, 'Receptions').filter(({ sql }) => /ID_Patients" in/.test(sql));
    expect(lookedUp).toHaveLength(1);
    const pages = of(asked, 'Patients').filter(({ sql }) => /order by/.test(sql));
    expect(pages.map(({ sql }) => / in \(/.test(sql))).toEqual(Array(5).fill(true));
  });

  it('whose ids leap by millions is not gone through where nothing is', async () => {
    const { database, open, asked } = await clinic();
    database.exec(
      'update Receptions set ID = 2147483647 where ID = (select max(ID) from Receptions)',
    );
    const ident = await open();
    await everyone(ident);
    expect(of(asked, 'Receptions').length).toBeLessThan(40);
  });

  it('is asked for lists of few lengths, since each makes a plan of its own', async () => {
    const { open, asked } = await clinic();
    const ident = await open();
    for (let count = 1; count <= 50; count += 1) {
      await ident.byIds(Array.from({ length: count }, (_, index) => id(index + 1)));
    }
    const texts = new Set(of(asked, 'Receptions').map(({ sql }) => sql));
    expect(texts.size).toBe(4);
  });
});

describe('what is added up meanwhile', () => {
  it('stands in a file that has no name any more, and goes with its reader', async () => {
    // No other system tells of open files that have no name.
    if (process.platform !== 'linux') return;
    const unnamed = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return /etilqs_.*\(deleted\)$/.test(readlinkSync(`/proc/self/fd/${fd}`));
        } catch {
          return false;
        }
      }).length;
    const before = unnamed();
    const scratch = new Scratch([[{ name: 'text', kind: 'latest', ranks: 'greatest' }]]);
    // More than is kept in memory.
    const shares = Array.from({ length: 4_000 }, (_, at) => ({
      id: id(at + 1),
      share: ['x'.repeat(5_000)],
    }));
    await scratch.add(0, shares);
    expect(unnamed()).toBe(before + 1);
    expect(scratch.between(0, id(5), id(6)).size).toBe(2);
    scratch[Symbol.dispose]();
    expect(unnamed()).toBe(before);
  });
});
