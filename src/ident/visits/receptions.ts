import { sql } from 'kysely';
import { chunks } from '../../chunks.ts';
import type { PatientId, WallClock } from '../../contact/model/patient.ts';
import type { CancelMeaning } from '../../contact/visits/cancel-reason.ts';
import type { Reception, ReceptionId } from '../../visits/reception.ts';
import type { VisitWindow } from '../../visits/window.ts';
import type { Branch, BranchId } from '../branches/branch-choice.ts';
import type { BranchTables } from '../branches/branch-tables.ts';
import type { Sql } from '../sql/dialect.ts';
import { idList } from '../sql/id-list.ts';
import { type Ordered, type OrderTable, orderTable } from './bills.ts';
import { readBookingSources } from './booking-sources.ts';
import { type CancelReason, type Reading, readCancelReasons } from './cancel-reasons.ts';
import { readFirstVisits } from './first-visits.ts';
import { type ReceptionRow, type ReceptionTable, receptionTable } from './reception-rows.ts';

/** Which receptions are wanted: of a stretch of time, or those of some. */
export type WantedReceptions = VisitWindow | { readonly with: readonly ReceptionId[] };

/** How they are understood. */
export interface ReceptionReading {
  /** What the clinic said of reasons of cancelling. */
  readonly cancelReasons: ReadonlyMap<string, CancelMeaning>;
  readonly withDoctors: boolean;
  /** Whether it matters who has been there before. */
  readonly tellsFirst: boolean;
}

/** The branches of this database, and which are chosen. */
export interface KnownBranches {
  readonly tables: BranchTables | null;
  readonly there: readonly Branch[];
  /** Null: all. */
  readonly chosen: readonly BranchId[] | null;
}

/** All tables that receptions are told by, besides those of patients and branches. */
export const visitTableNames = [
  'ReceptionCancelReasons',
  'AppointmentSources',
  'OrderServiceRelation',
  'ServiceItemPrices',
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
  const reasons = (await readCancelReasons(reading, cancelReasons)) ?? [];
  const patients = new Set(rows.flatMap(({ patient }) => patient ?? []));
  const facts = {
    sources: await readBookingSources(reading),
    firstVisits: tellsFirst ? await readFirstVisits(reading, [...patients]) : null,
    ...{ branches, ordered, tellsBills: orders?.tellsBills === true },
    reasons: new Map(reasons.map((reason) => [reason.id, reason])),
    names: new Map(branches.there.map(({ id, names: [name = null] }) => [id, name])),
  };
  return rows.map((row) => receptionOf(row, facts));
}

function whereOf(
  wanted: WantedReceptions,
  { key, movedFrom, start, planned }: ReceptionTable,
  of: Reading,
): Sql {
  if ('with' in wanted) {
    const list = receptionList(wanted.with);
    const own = sql`${key} in (${list})`;
    // A row that is gone is found by what was moved from it.
    return movedFrom === null ? own : sql`(${own} or ${movedFrom} in (${list}))`;
  }
  const bound = (wallClock: string) => of.dialect.instant(wallClock, planned.type);
  return sql`${start} >= ${bound(wanted.from)} and ${start} < ${bound(wanted.to)}`;
}

async function readRows(
  { queries, dialect }: Reading,
  { select, key, movedFrom, rowOf }: ReceptionTable,
  wanted: Sql,
): Promise<readonly ReceptionRow[]> {
  const read = async (where: Sql): Promise<readonly ReceptionRow[]> => {
    const rows = await queries.run('receptions', sql`${select} where ${where} ${dialect.end}`);
    return rows.map(rowOf).filter((row) => row !== null);
  };
  const own = await read(wanted);
  const moves = movedFrom === null ? [] : await read(sql`${movedFrom} > 0`);
  const all = new Map([...moves, ...own].map((row) => [row.id, row]));
  const ids = connected(own, moves);
  const missing = [...ids].filter((one) => !all.has(one));
  for (const some of chunks(missing, mostReceptions)) {
    for (const row of await read(sql`${key} in (${receptionList(some)})`)) all.set(row.id, row);
  }
  return [...all.values()].filter((row) => ids.has(row.id));
}

async function readOrdered(
  { queries, dialect }: Reading,
  { select, groupBy, read }: OrderTable,
  { key }: ReceptionTable,
  wanted: Sql,
  rows: readonly ReceptionRow[],
): Promise<ReadonlyMap<ReceptionId, Ordered>> {
  const ordered = new Map<ReceptionId, Ordered>();
  const readThose = async (where: Sql): Promise<void> => {
    const found = await queries.run(
      'orders of receptions',
      sql`${select} where ${where} ${groupBy} ${dialect.end}`,
    );
    for (const row of found) {
      const one = read(row);
      if (one !== null) ordered.set(...one);
    }
  };
  await readThose(wanted);
  // Their moves may be of any time.
  const others = rows.filter(({ movedFrom }) => movedFrom !== null).flatMap(movedIds);
  for (const some of chunks([...new Set(others)], mostReceptions)) {
    await readThose(sql`${key} in (${receptionList(some)})`);
  }
  return ordered;
}

const movedIds = ({ id, movedFrom }: ReceptionRow): readonly ReceptionId[] =>
  movedFrom === null ? [] : [id, movedFrom];

interface Facts {
  /** Null: it is not asked for, or not told. */
  readonly firstVisits: ReadonlyMap<PatientId, WallClock> | null;
  readonly branches: KnownBranches;
  /** Null: orders tell nothing of receptions here. */
  readonly ordered: ReadonlyMap<ReceptionId, Ordered> | null;
  readonly tellsBills: boolean;
  readonly reasons: ReadonlyMap<number, CancelReason>;
  readonly sources: ReadonlyMap<number, string>;
  readonly names: ReadonlyMap<BranchId, string | null>;
}

function receptionOf(row: ReceptionRow, facts: Facts): Reception {
  const ordered = facts.ordered?.get(row.id);
  const branch = ordered?.branch ?? row.branch;
  const { chosen } = facts.branches;
  // One that IDENT has no more tells nothing.
  const isTold = branch !== null && facts.names.has(branch);
  const reason = row.reason !== null && row.reason > 0 ? facts.reasons.get(row.reason) : undefined;
  return {
    ...row,
    reason: reason === undefined ? null : { name: reason.name, meaning: reason.meaning },
    source: (row.source !== null && facts.sources.get(row.source)) || null,
    branch: isTold ? (facts.names.get(branch) ?? null) : null,
    elsewhere: chosen !== null && isTold && !chosen.includes(branch),
    cameBefore: facts.firstVisits && cameBefore(row, facts.firstVisits),
    bill: facts.tellsBills ? (ordered === undefined ? 0n : ordered.bill) : null,
  };
}

function cameBefore(
  { patient, start }: ReceptionRow,
  firstVisits: NonNullable<Facts['firstVisits']>,
): boolean {
  const first = patient === null ? undefined : firstVisits.get(patient);
  return first !== undefined && start !== null && first < start;
}

/** Lists of ids are of patients otherwise. */
const receptionList = (ids: readonly ReceptionId[]): Sql =>
  idList(ids.map((id) => Number(id) as PatientId));

/** Whatever is reached from these by moves, forth and back. */
function connected(
  own: readonly ReceptionRow[],
  moves: readonly ReceptionRow[],
): ReadonlySet<ReceptionId> {
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
  const reached = new Set(own.map(({ id }) => id));
  // It grows while it is gone through.
  for (const id of reached) for (const other of beside.get(id) ?? []) reached.add(other);
  return reached;
}
