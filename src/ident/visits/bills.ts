import { sql } from 'kysely';
import type { ReceptionId } from '../../visits/reception.ts';
import type { BranchId } from '../branches/branch-choice.ts';
import { type BranchTables, orderedStays, readBranchId } from '../branches/branch-tables.ts';
import { isMarked } from '../computed/tallies/marks.ts';
import { serviceLines } from '../computed/tallies/services.ts';
import type { Row } from '../connection/queries.ts';
import { columnName } from '../profiles/computed-source.ts';
import { isThere, type Sql, sameKey } from '../sql/dialect.ts';
import { integerOf } from '../sql/parse-cell.ts';
import type { Reading } from './cancel-reasons.ts';
import type { ReceptionTable } from './reception-rows.ts';

/** What the orders of a reception tell of it. */
export interface Ordered {
  /** Of its formed bills, in ten-thousandths; null: an amount cannot be read. */
  readonly bill: bigint | null;
  /** Where it was billed: that goes before where its chair stands. */
  readonly branch: BranchId | null;
}

/**
 * Which columns tell what a visit's bills come to here; null: nobody can tell. A person confirms the sums of these very
 * ones: one that goes, or comes, makes others of them.
 */
export function billSource({ catalogue }: Pick<Reading, 'catalogue'>) {
  const find = (table: string, column: string) => catalogue.find({ table, column });
  const formed = find('Orders', 'DateTimeBillFormed') ?? find('Orders', 'IsBillFormed');
  const isTold = find('Orders', 'ID') && find('Orders', 'ID_Receptions');
  if (!formed || !isTold || serviceLines(catalogue) === null) return null;
  const refinements = ['DiscountSum', 'ID_Returns', 'IsWarranty'].map((column) =>
    find('OrderServiceRelation', column),
  );
  return [formed, ...refinements.filter(isThere)].map(columnName).join(', ');
}

/** How the orders of receptions are read. */
export interface OrderTable {
  /** `select … from …`, to be filtered by its reception (`r`) and grouped. */
  readonly select: Sql;
  readonly groupBy: Sql;
  /** Whether this database tells which bills were formed, and of how much. */
  readonly tellsBills: boolean;
  read(row: Row): readonly [ReceptionId, Ordered] | null;
}

/**
 * Null: this database does not tell which orders are a reception's.
 *
 * @param withBills whether it is asked what they come to: that reads each of their lines.
 */
export function orderTable(
  { catalogue }: Reading,
  { table, id, key }: ReceptionTable,
  branches: BranchTables | null,
  withBills = true,
): OrderTable | null {
  const { dialect } = catalogue;
  const find = (column: string) => catalogue.find({ table: 'Orders', column });
  const [order, reception] = [find('ID'), find('ID_Receptions')];
  if (!order || !reception) return null;
  const formed = withBills ? (find('DateTimeBillFormed') ?? find('IsBillFormed')) : null;
  const lines = formed && serviceLines(catalogue);
  const branch = branches && orderedStays(branches, dialect)?.branch;
  const counts = formed && lines && [isMarked('o', formed), ...lines.paid];
  const amount = lines && dialect.amount(lines.amount.of);
  const sums =
    counts && lines && amount
      ? sql`, ${dialect.amountText(sql`sum(case when ${sql.join(counts, sql` and `)} then ${amount} end)`)} as bill,
        sum(case when ${sql.join([...counts, lines.amount.isGiven], sql` and `)} and (${amount}) is null then 1 else 0 end) as lost`
      : sql``;
  return {
    select: sql`select ${key} as id, ${branch ? sql`max(${branch})` : sql`null`} as branch${sums}
      from ${dialect.table(order.table)} o
      join ${dialect.table(table)} r on ${sameKey(['r', id], ['o', reception], dialect)}
      ${
        lines
          ? sql`left join ${dialect.table(lines.order.table)} s on ${sameKey(['s', lines.order], ['o', order], dialect)}
      left join ${lines.price}`
          : sql``
      }`,
    groupBy: sql`group by ${key}`,
    tellsBills: lines !== null,
    read: (row) => {
      const number = integerOf(row['id']);
      if (number === null) return null;
      const isLost = (integerOf(row['lost']) ?? 0) > 0;
      return [
        // What stands in this column is such a key.
        number as ReceptionId,
        {
          bill: lines === null || isLost ? null : (dialect.readAmount(row['bill']) ?? 0n),
          branch: readBranchId(row['branch']),
        },
      ];
    },
  };
}
