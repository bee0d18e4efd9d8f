import { sql } from 'kysely';
import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { CancelMeaning } from '../../contact/visits/cancel-reason.ts';
import type { Reception, ReceptionId } from '../../visits/reception.ts';
import type { VisitWindow } from '../../visits/window.ts';
import type { Sql } from '../sql/dialect.ts';
import { idList } from '../sql/id-list.ts';
import { type Ordered, type OrderTable, orderTable } from './bills.ts';
import type { Reading } from './cancel-reasons.ts';
import { readFirstVisits } from './first-visits.ts';
import { type KnownBranches, readNames, receptionOf } from './reception-facts.ts';
import { type ReceptionRow, type ReceptionTable, receptionTable } from './reception-rows.ts';

/** Which receptions are wanted: of a stretch of time, some, or a patient's. */
export type WantedReceptions =
  | VisitWindow
  | { readonly with: readonly ReceptionId[] }
  | { readonly of: PatientId };

/** How they are understood. */
export interface ReceptionReading {
  /** What the clinic said of reasons of cancelling. */
  readonly cancelReasons: ReadonlyMap<string, CancelMeaning>;
  readonly withDoctors: boolean;
  /** Whether it matters who has been there before. */
  readonly tellsFirst: boolean;
  /** So long each statement may take: somebody sits before a page. Absent: as long as those of a pass. */
  readonly withinMs?: number;
}

/** All tables that receptions are told by, besides those of patients and branches. */
export const visitTableNames = [
  'ReceptionCancelReasons',
  'AppointmentSources',
  'OrderServiceRelation',
  'ServiceItemPrices',
  'OrderPaymentsJournal',
] as const;

/** As many as a list of ids in a statement may have. */
export const mostReceptions = 500;

/**
 * The receptions that are wanted, and all that they were moved from and to, with what their orders and reasons say of them.
 * Null: this database does not tell when they are planned, whose they are, or which were called off. One without
 * `ID_ReceptionsTransferFrom` was never moved.
 *
 * @param wanted {@link mostReceptions} single ones at most.
 */
export async function readReceptions(
  reading: Reading,
  wanted: WantedReceptions,
  branches: KnownBranches,
  { cancelReasons, withDoctors, tellsFirst }: ReceptionReading,
): Promise<readonly Reception[] | null> {
  const table = receptionTable(reading, branches.tables, withDoctors);
  if (table === null) return null;
  const where = whereOf(wanted, table, reading);
  const rows = await readRows(reading, table, where);
  const orders = orderTable(reading, table, branches.tables);
  const ordered = orders && (await readOrdered(reading, orders, table, where, rows));
  const patients = new Set(rows.flatMap(({ patient }) => patient ?? []));
  const facts = {
    ...(await readNames(reading, branches, cancelReasons)),
    firstVisits: tellsFirst ? await readFirstVisits(reading, [...patients]) : null,
    ordered,
    tellsBills: orders?.tellsBills === true,
  };
  return rows.map((row) => receptionOf(row, facts));
}

function whereOf(
  wanted: WantedReceptions,
  { key, patient, movedFrom, start, planned }: ReceptionTable,
  of: Reading,
): Sql {
  if ('of' in wanted) return sql`${patient} = ${Number(wanted.of)}`;
  if ('with' in wanted) {
    const list = receptionList(wanted.with);
    const own = sql`${key} in (${list})`;
    // A row that is gone is found by what was moved from it.
    return movedFrom === null ? own : sql`(${own} or ${movedFrom} in (${list}))`;
  }
  const bound = (wallClock: string) => of.catalogue.dialect.instant(wallClock, planned.type);
  return sql`${start} >= ${bound(wanted.from)} and ${start} < ${bound(wanted.to)}`;
}

async function readRows(
  { queries, catalogue }: Reading,
  { select, key, movedFrom, rowOf }: ReceptionTable,
  wanted: Sql,
): Promise<readonly ReceptionRow[]> {
  const { end } = catalogue.dialect;
  const read = async (where: Sql): Promise<readonly ReceptionRow[]> => {
    const rows = await queries.run('receptions', sql`${select} where ${where} ${end}`);
    return rows.map(rowOf).filter((row) => row !== null);
  };
  const own = await read(wanted);
  const moves = movedFrom === null ? [] : await read(sql`${movedFrom} > 0`);
  const all = new Map([...moves, ...own].map((row) => [row.id, row]));
  const ids = connected(
    own.map(({ id }) => id),
    besideOf(moves),
  );
  const missing = [...ids].filter((one) => !all.has(one));
  for (const some of chunks(missing, mostReceptions)) {
    for (const row of await read(sql`${key} in (${receptionList(some)})`)) all.set(row.id, row);
  }
  return [...all.values()].filter((row) => ids.has(row.id));
}

/** What orders say of these receptions, and of those that they were moved from and to. */
export async function readOrdered(
  { queries, catalogue }: Reading,
  { select, groupBy, read }: OrderTable,
  { key }: ReceptionTable,
  wanted: Sql,
  rows: readonly ReceptionRow[],
): Promise<ReadonlyMap<ReceptionId, Ordered>> {
  const ordered = new Map<ReceptionId, Ordered>();
  for (const where of withMoves(key, wanted, rows)) {
    const statement = sql`${select} where ${where} ${groupBy} ${catalogue.dialect.end}`;
    for (const row of await queries.run('orders of receptions', statement)) {
      const one = read(row);
      if (one !== null) ordered.set(...one);
    }
  }
  return ordered;
}

/** Receptions that are wanted, and those that they were moved from and to, which may be of any time. */
export function* withMoves(
  key: Sql,
  wanted: Sql,
  rows: readonly ReceptionRow[],
): Generator<Sql, void> {
  yield wanted;
  const moved = rows.flatMap(({ id, movedFrom }) => (movedFrom === null ? [] : [id, movedFrom]));
  for (const some of chunks([...new Set(moved)], mostReceptions)) {
    yield sql`${key} in (${receptionList(some)})`;
  }
}

/** Of each reception those that it was moved from or to. */
type Beside = ReadonlyMap<ReceptionId, readonly ReceptionId[]>;

export function besideOf(moves: Iterable<Pick<ReceptionRow, 'id' | 'movedFrom'>>): Beside {
  const beside = new Map<ReceptionId, ReceptionId[]>();
  const join = (a: ReceptionId, b: ReceptionId) => {
    const others = beside.get(a) ?? [];
    beside.set(a, others);
    others.push(b);
  };
  for (const { id, movedFrom } of moves) {
    if (movedFrom === null) continue;
    join(id, movedFrom);
    join(movedFrom, id);
  }
  return beside;
}

/** These, and whatever is reached from them by moves, forth and back. */
export function connected(own: Iterable<ReceptionId>, beside: Beside): ReadonlySet<ReceptionId> {
  const reached = new Set(own);
  // It grows while it is gone through.
  for (const id of reached) for (const other of beside.get(id) ?? []) reached.add(other);
  return reached;
}

/** Lists of ids are of patients otherwise. */
export const receptionList = (ids: readonly ReceptionId[]): Sql =>
  idList(ids.map((id) => Number(id) as PatientId));
