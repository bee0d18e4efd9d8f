import { sql } from 'kysely';
import { chunks } from '../../chunks.ts';
import type { CancelMeaning } from '../../contact/visits/cancel-reason.ts';
import type { BookedPart, BookedPlace } from '../../visits/cohort/cohort-tally.ts';
import type { ReceptionId } from '../../visits/reception.ts';
import type { VisitWindow } from '../../visits/window.ts';
import type { Sql } from '../sql/dialect.ts';
import { integerOf, parseCount } from '../sql/parse-cell.ts';
import { orderTable } from './bills.ts';
import type { Reading } from './cancel-reasons.ts';
import { readDebts } from './debts.ts';
import { type KnownBranches, readNames, receptionOf } from './reception-facts.ts';
import { type ReceptionRow, type ReceptionTable, receptionTable } from './reception-rows.ts';
import { besideOf, connected, mostReceptions, readOrdered, receptionList } from './receptions.ts';

/** How they are understood. */
export interface BookedReading {
  /** What the clinic said of reasons of cancelling. */
  readonly cancelReasons: ReadonlyMap<string, CancelMeaning>;
  /** Whether it is asked what their orders leave to be paid. */
  readonly withDebts: boolean;
  /** Where another reading broke off; absent: it begins here. */
  readonly place?: BookedPlace | null;
}

export interface BookedReceptions {
  /** How many were planned for days of the period and do not tell when they were entered; 0 where a reading goes on. */
  readonly withoutEntry: number;
  /** Those that were entered in the period, by ascending number. */
  readonly parts: AsyncIterable<BookedPart>;
}

/** Receptions of a part, so that a year of a chain of clinics takes no more memory than a month. */
const partSize = 5_000;

/**
 * The receptions that were entered in a period (`ReceptionAdded`, else `DateTimeAdded`), part by part, each with all that
 * they were moved from and to. The table is gone through once, by its key. Null: this database does not tell when they
 * were entered, or when they are, whose, and which were called off.
 */
export async function readBooked(
  reading: Reading,
  period: VisitWindow,
  branches: KnownBranches,
  how: BookedReading,
): Promise<BookedReceptions | null> {
  const table = receptionTable(reading, branches.tables, false);
  const booked = table?.booked ?? null;
  if (table === null || booked === null) return null;
  const { queries } = reading;
  const { dialect } = reading.catalogue;
  const within = (of: Sql, type: string) =>
    sql`${of} >= ${dialect.instant(period.from, type)} and ${of} < ${dialect.instant(period.to, type)}`;
  const place = how.place ?? null;
  const [row] =
    place === null
      ? await queries.run(
          'receptions without a time of entry',
          sql`select count(*) as n from ${dialect.table(table.table)} r
            where ${booked.at} is null and ${within(table.start, table.planned.type)} ${dialect.end}`,
        )
      : [];
  return {
    withoutEntry: parseCount(row?.['n']) ?? 0,
    parts: readParts({
      reading,
      table,
      branches,
      how,
      isBooked: within(booked.at, booked.column.type),
    }),
  };
}

interface Parts {
  readonly reading: Reading;
  readonly table: ReceptionTable;
  readonly branches: KnownBranches;
  readonly how: BookedReading;
  readonly isBooked: Sql;
}

async function* readParts(parts: Parts): AsyncGenerator<BookedPart, void> {
  const { reading, table, branches, how } = parts;
  const names = await readNames(reading, branches, how.cancelReasons);
  const orders = orderTable(reading, table, branches.tables, false);
  const moves = how.place?.moves ?? (await readMoves(parts));
  const beside = besideOf(moves);
  for await (const { where, last } of ranges(parts)) {
    const own = await readRows(parts, where);
    const rows = new Map(own.rows.map((row) => [row.id, row]));
    const isOwn = new Set(rows.keys());
    const missing = [...connected(rows.keys(), beside)].filter((id) => !rows.has(id));
    for (const some of chunks(missing, mostReceptions)) {
      const along = await readRows(parts, sql`${table.key} in (${receptionList(some)})`);
      for (const row of along.rows) rows.set(row.id, row);
    }
    const all = [...rows.values()];
    const ordered = orders && (await readOrdered(reading, orders, table, where, all));
    const facts = { ...names, ordered, firstVisits: null, tellsBills: false };
    yield {
      receptions: all.map((row) => receptionOf(row, facts)),
      isOwn: (id) => isOwn.has(id),
      debts: how.withDebts ? await readDebts(reading, table, where, all) : new Map(),
      // It was read as one of the period by the database, and is of no time for us.
      unreadable: own.unreadable + own.rows.filter(({ bookedAt }) => bookedAt === null).length,
      place: { after: last, moves },
    };
  }
}

/** The receptions of the period as ranges of their key, each with as many as a part has. */
async function* ranges({
  reading,
  table,
  isBooked,
  how,
}: Parts): AsyncGenerator<{ readonly where: Sql; readonly last: number }, void> {
  const { queries } = reading;
  const { dialect } = reading.catalogue;
  for (let after: number | null = how.place?.after ?? null; ; ) {
    const from: Sql = after === null ? isBooked : sql`${isBooked} and ${table.key} > ${after}`;
    const ids = await queries.run(
      'numbers of receptions',
      sql`select ${dialect.top(partSize)} ${table.key} as id from ${dialect.table(table.table)} r
        where ${from} and ${table.key} is not null order by ${table.key} ${dialect.limit(partSize)} ${dialect.end}`,
    );
    const last = integerOf(ids.at(-1)?.['id']);
    if (last === null) return;
    yield { where: sql`${from} and ${table.key} <= ${last}`, last };
    if (ids.length < partSize) return;
    after = last;
  }
}

/** Who was moved from whom: numbers alone. */
async function readMoves({
  reading: { queries, catalogue },
  table: { table, key, movedFrom },
}: Parts): Promise<readonly Pick<ReceptionRow, 'id' | 'movedFrom'>[]> {
  if (movedFrom === null) return [];
  const { dialect } = catalogue;
  const rows = await queries.run(
    'moves of receptions',
    sql`select ${key} as id, ${movedFrom} as moved_from from ${dialect.table(table)} r
      where ${movedFrom} > 0 ${dialect.end}`,
  );
  return rows.flatMap((row) => {
    const [id, from] = [integerOf(row['id']), integerOf(row['moved_from'])];
    // What stands in these columns are such keys.
    return id === null ? [] : [{ id: id as ReceptionId, movedFrom: from as ReceptionId | null }];
  });
}

async function readRows(
  { reading: { queries, catalogue }, table: { select, rowOf } }: Parts,
  where: Sql,
): Promise<{ readonly rows: readonly ReceptionRow[]; readonly unreadable: number }> {
  const statement = sql`${select} where ${where} ${catalogue.dialect.end}`;
  const found = await queries.run('receptions', statement);
  const rows = found.map(rowOf).filter((row) => row !== null);
  return { rows, unreadable: found.length - rows.length };
}
