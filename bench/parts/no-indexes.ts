import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { CompiledQuery } from 'kysely';
import { systemClock } from '../../src/clock.ts';
import type { PatientId } from '../../src/contact/model/patient-key.ts';
import type { Connection } from '../../src/ident/connection/connection.ts';
import type { Ident } from '../../src/ident/ident.ts';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../src/ident/reader.ts';
import type { Part } from '../part.ts';
import type { Row } from '../row.ts';

/** The tables that grow with the years, and the foreign keys by which a patient's rows are found in them. */
const tables = ['Receptions', 'Orders', 'OrderServiceRelation'] as const;
const foreignKeys = [
  'IX_Receptions_ID_Patients',
  'IX_Orders_ID_Receptions',
  'IX_OrderServiceRelation_ID_Orders',
] as const;

export const noIndexes: Part = {
  name: 'no-indexes',
  what: 'reading IDENT as SQL Server has it: without any index on a foreign key',
  async run({ clinics, quick, tell }) {
    const patients = quick ? 2_000 : 50_000;
    const size = patients.toLocaleString('en');
    const few = patients / 50;
    const clinic = await clinics.fresh(patients);
    tell(`reading ${size} patients with indexes on foreign keys`);
    const before = await measured(clinic.ident, few);
    const database = new DatabaseSync(clinic.ident);
    for (const index of foreignKeys) database.exec(`drop index ${index}`);
    database.close();
    tell(`reading ${size} patients without them`);
    const after = await measured(clinic.ident, few);
    const ratio = (what: string, one: number, other: number, goal?: Row['goal']): Row => ({
      part: this.name,
      what,
      measured: one / other,
      unit: '×',
      ...(goal && { goal }),
      aside: `${(one / 1000).toFixed(1)} s and ${(other / 1000).toFixed(1)} s in statements`,
    });
    return [
      ratio(`all of ${size} patients: without indexes ÷ with them`, after.all.ms, before.all.ms, {
        atMost: 2,
      }),
      ...tables.map((table): Row => {
        const { walked = 0, scans = 0 } = after.all.tables.get(table) ?? {};
        return {
          part: this.name,
          what: `all of ${size} patients: rows of ${table} ÷ its rows`,
          measured: walked / (after.rows.get(table) ?? 1),
          unit: '×',
          goal: { atMost: 1 },
          aside: `gone through in ${scans} ranges, once in all`,
        };
      }),
      {
        part: this.name,
        what: `all of ${size} patients: tables scanned for a single row`,
        measured: after.all.nested,
        unit: '',
        goal: { atMost: 0 },
        aside: 'nested scans in the plans of all statements',
      },
      {
        part: this.name,
        what: `${few} of ${size} patients by ids: scans of a table, at most`,
        measured: Math.max(...[...after.byIds.tables.values()].map(({ scans }) => scans)),
        unit: '',
        goal: { atMost: few / 500 + 1 },
        aside: `${(after.byIds.ms / 1000).toFixed(2)} s without indexes, ${(before.byIds.ms / 1000).toFixed(2)} s with them; pages of 500`,
      },
    ];
  },
};

/** What a reading did to the tables, by the plans of its statements. */
interface Looks {
  ms: number;
  readonly tables: Map<string, { walked: number; scans: number }>;
  /** Tables that were gone through once for each row of another. */
  nested: number;
}

async function measured(file: string, few: number) {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = new Map(
    tables.map((table) => [
      table,
      Number(database.prepare(`select count(*) as n from ${table}`).get()?.['n']),
    ]),
  );
  const reading = async (work: (ident: Ident) => Promise<void>): Promise<Looks> => {
    const looks: Looks = { ms: 0, tables: new Map(), nested: 0 };
    const ident = await createIdent({
      database: { client: 'sqlite', file },
      profile: await loadProfile('sample'),
      excluded: new Set(),
      clock: systemClock,
      log: { warn: () => undefined },
      lane: { open: async (make) => watched(await make(), database, looks) },
    });
    await work(ident);
    await ident.close();
    return looks;
  };
  const all = await reading(async (ident) => {
    for await (const _ of ident.all());
  });
  const ids = Array.from({ length: few }, (_, at) => (at * 50 + 1) as PatientId); // as the sample numbers them
  const byIds = await reading(async (ident) => {
    for (let at = 0; at < ids.length; at += 500) await ident.byIds(ids.slice(at, at + 500));
  });
  database.close();
  return { rows, all, byIds };
}

/** SQLite makes no index of its own for a statement, as SQL Server does not. */
async function watched(
  connection: Connection,
  beside: DatabaseSync,
  looks: Looks,
): Promise<Connection> {
  await connection.db.executeQuery(CompiledQuery.raw('pragma automatic_index = off'));
  beside.exec('pragma automatic_index = off');
  return {
    ...connection,
    read: async (query, bounds) => {
      const began = performance.now();
      const read = await connection.read(query, bounds);
      looks.ms += performance.now() - began;
      note(query, beside, looks);
      return read;
    },
  };
}

function note(query: CompiledQuery, database: DatabaseSync, looks: Looks): void {
  const values = query.parameters as SQLInputValue[]; // as the reader's own statements bind them
  const plan = database.prepare(`explain query plan ${query.sql}`).all(...values);
  for (const table of tables) {
    const alias = new RegExp(`(?:from|join)\\s+"${table}"\\s+"?(\\w+)`).exec(query.sql)?.[1];
    if (alias === undefined) continue;
    const steps = plan.filter(({ detail }) =>
      new RegExp(`^(SCAN|SEARCH) ${alias}\\b`).test(String(detail)),
    );
    for (const step of steps) {
      const detail = String(step['detail']);
      const isOuter =
        plan.find(
          ({ parent, detail: other }) =>
            parent === step['parent'] && /^(SCAN|SEARCH)/.test(String(other)),
        ) === step;
      if (detail.startsWith('SCAN') && !isOuter) looks.nested += 1;
      const isRange = /rowid>\? AND rowid<\?/.test(detail);
      if (!detail.startsWith('SCAN') && !isRange) continue;
      // Of the least and the greatest key both are found at once.
      if (/select min\(/.test(query.sql)) continue;
      const seen = looks.tables.get(table) ?? { walked: 0, scans: 0 };
      const range = isRange ? 'where ID > ? and ID <= ?' : '';
      const bound = isRange ? values.slice(-2) : [];
      const { n } =
        database.prepare(`select count(*) as n from ${table} ${range}`).get(...bound) ?? {};
      looks.tables.set(table, { walked: seen.walked + Number(n), scans: seen.scans + 1 });
    }
  }
}
