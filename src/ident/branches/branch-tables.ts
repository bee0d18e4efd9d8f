import { sql } from 'kysely';
import { isUnmarked } from '../computed/tallies/marks.ts';
import type { Row } from '../connection/queries.ts';
import type { Catalogue } from '../sql/catalogue.ts';
import { type Column, isThere, ref, type Sql, type SqlDialect, sameKey } from '../sql/dialect.ts';
import { parseText } from '../sql/parse-cell.ts';
import type { Branch, BranchId } from './branch-choice.ts';

/** All tables that tell where a patient was. */
export const branchTableNames = ['Receptions', 'Armchairs', 'OwnCompanies', 'Orders'] as const;

/** Where this database keeps which patient was in which branch. */
export interface BranchTables {
  readonly id: Column;
  readonly names: readonly Column[];
  readonly bookings: Bookings;
  /** Null: orders tell nothing of branches here. */
  readonly orders: Orders | null;
}

interface Bookings {
  /** The table's own key; null: none is known. */
  readonly id: Column | null;
  readonly patient: Column;
  readonly chair: Column;
  readonly chairId: Column;
  readonly company: Column;
  /** What says that a booking is cancelled. */
  readonly cancelled: readonly Column[];
}

interface Orders {
  readonly id: Column | null;
  readonly company: Column;
  readonly reception: Column;
  readonly receptionId: Column;
  /** Null: whose it is tells its reception alone. */
  readonly patient: Column | null;
}

/** Null: this database does not tell in which branch a booking is. */
export function branchTables(catalogue: Catalogue): BranchTables | null {
  const find = (table: string, column: string) => catalogue.find({ table, column });
  const id = find('OwnCompanies', 'ID');
  const names = ['BranchName', 'Name'].map((name) => find('OwnCompanies', name)).filter(isThere);
  const receptionId = find('Receptions', 'ID');
  const patient = find('Receptions', 'ID_Patients');
  const chair = find('Receptions', 'ID_Armchairs');
  const chairId = find('Armchairs', 'ID');
  const company = find('Armchairs', 'ID_OwnCompanies');
  if (!id || names.length === 0 || !patient || !chair || !chairId || !company) return null;
  const cancelled = ['ReceptionCanceled', 'ID_ReceptionCancelReasons']
    .map((name) => find('Receptions', name))
    .filter(isThere);
  const ordered = find('Orders', 'ID_OwnCompanies');
  const reception = find('Orders', 'ID_Receptions');
  return {
    id,
    names,
    bookings: { id: receptionId, patient, chair, chairId, company, cancelled },
    orders:
      ordered && reception && receptionId
        ? {
            id: find('Orders', 'ID'),
            company: ordered,
            reception,
            receptionId,
            patient: find('Orders', 'ID_Patients'),
          }
        : null,
  };
}

/** Where patients were booked: `from`, with the aliases that the others speak of. */
export interface Stays {
  readonly from: Sql;
  readonly patient: Sql;
  /** The branch, NULL where it cannot be read. */
  readonly branch: Sql;
  /** Which rows count. */
  readonly counts: Sql | null;
}

/** Bookings that are not cancelled, by the branch of their chair. */
export function bookedStays({ bookings }: BranchTables, dialect: SqlDialect): Stays {
  const { patient, chair, chairId, company, cancelled } = bookings;
  // Whatever else a clinic's table holds, a chair is one row.
  const chairs = sql`
    select ${ref('c', chairId)} as ${sql.ref(chairId.column)}, max(${branchKey(ref('c', company), dialect)}) as branch
    from ${dialect.table(chairId.table)} c group by ${ref('c', chairId)}`;
  return {
    from: sql`
      from ${dialect.table(patient.table)} r
      left join (${chairs}) a on ${sameKey(['a', chairId], ['r', chair], dialect)}`,
    patient: ref('r', patient),
    branch: ref('a', 'branch'),
    counts: uncancelled(cancelled),
  };
}

/** Orders by their own branch; those of a cancelled booking do not count. */
export function orderedStays(
  { bookings, orders }: BranchTables,
  dialect: SqlDialect,
): Stays | null {
  if (orders === null) return null;
  const { company, reception, receptionId, patient } = orders;
  const ofReception = ref('r', bookings.patient);
  const isNotCancelled = uncancelled(bookings.cancelled);
  const counts = [
    // Without one of its own the branch of its booking tells.
    sql`(${branchKey(ref('o', company), dialect)} is not null or r.${sql.ref(receptionId.column)} is null)`,
    ...(isNotCancelled === null ? [] : [isNotCancelled]),
  ];
  return {
    from: sql`
      from ${dialect.table(company.table)} o
      left join ${dialect.table(receptionId.table)} r on ${sameKey(['r', receptionId], ['o', reception], dialect)}`,
    patient: patient === null ? ofReception : sql`coalesce(${ofReception}, ${ref('o', patient)})`,
    branch: branchKey(ref('o', company), dialect),
    counts: sql.join(counts, sql` and `),
  };
}

function uncancelled(marks: readonly Column[]): Sql | null {
  return marks.length === 0
    ? null
    : sql.join(
        marks.map((mark) => isUnmarked('r', mark)),
        sql` and `,
      );
}

/** A key that points at a branch, as a text; 0 and an empty one are none. */
const branchKey = (of: Sql, dialect: SqlDialect): Sql =>
  sql`nullif(nullif(${asText(of, dialect)}, '0'), '')`;

const asText = (key: Sql, dialect: SqlDialect): Sql => sql`rtrim(${dialect.binaryText(key)})`;

/** Whether a branch is one of these. */
export const isAmong = (branch: Sql, ids: readonly BranchId[]): Sql =>
  ids.length === 0 ? sql`1 = 0` : sql`${branch} in (${sql.join(ids)})`;

/** All branches that IDENT has. */
export function branchesQuery({ id, names }: BranchTables, dialect: SqlDialect): Sql {
  const cells = names.map(
    (name, at) => sql`${dialect.shortText(ref('c', name))} as ${sql.ref(`name_${at}`)}`,
  );
  return sql`
    select ${asText(ref('c', id), dialect)} as id, ${sql.join(cells)}
    from ${dialect.table(id.table)} c ${dialect.end}`;
}

export function readBranch(row: Row, { names }: BranchTables): Branch | null {
  const id = readBranchId(row['id']);
  if (id === null) return null;
  const texts = names.map((_, at) => parseText(row[`name_${at}`])?.trim() ?? '');
  return { id, names: [...new Set(texts.filter((text) => text !== ''))] };
}

export function readBranchId(cell: unknown): BranchId | null {
  const text = parseText(cell)?.trim() ?? '';
  return text === '' || text === '0' ? null : (text as BranchId); // the brand is given here
}
