import { sql } from 'kysely';
import type { ReceptionId } from '../../visits/reception.ts';
import { amountColumn } from '../computed/tallies/amounts.ts';
import { type Sql, sameKey } from '../sql/dialect.ts';
import { integerOf } from '../sql/parse-cell.ts';
import type { Reading } from './cancel-reasons.ts';
import type { ReceptionRow, ReceptionTable } from './reception-rows.ts';
import { withMoves } from './receptions.ts';

/** Whether this database tells what an order leaves to be paid, and whose it is. */
export const tellsDebts = ({ catalogue }: Pick<Reading, 'catalogue'>): boolean =>
  columns.every(([table, column]) => catalogue.find({ table, column }) !== null);

const columns = [
  ['OrderPaymentsJournal', 'ID_Orders'],
  ['OrderPaymentsJournal', 'Debt'],
  ['Orders', 'ID'],
  ['Orders', 'ID_Receptions'],
] as const;

/**
 * What the journal says that the orders of receptions leave to be paid, in ten-thousandths: what was paid too much for one
 * order pays no other. Null: of one of them it says nothing, or nothing that can be read. A reception without orders is not
 * in here.
 */
export async function readDebts(
  { queries, catalogue }: Reading,
  { table, id, key }: ReceptionTable,
  wanted: Sql,
  rows: readonly ReceptionRow[],
): Promise<ReadonlyMap<ReceptionId, bigint | null>> {
  const { dialect } = catalogue;
  const debts = new Map<ReceptionId, bigint | null>();
  const [entry, debt, order, reception] = columns.map(([of, column]) =>
    catalogue.find({ table: of, column }),
  );
  if (!entry || !debt || !order || !reception) return debts;
  const { number, isGiven } = amountColumn('j', debt, dialect);
  const amount = dialect.amount(number);
  for (const where of withMoves(key, wanted, rows)) {
    const found = await queries.run(
      'what orders of receptions leave to be paid',
      sql`select ${key} as id,
          ${dialect.amountText(sql`sum(case when ${amount} > 0 then ${amount} end)`)} as debt,
          sum(case when ${isGiven} and ${amount} is not null then 0 else 1 end) as lost
        from ${dialect.table(order.table)} o
        left join ${dialect.table(debt.table)} j on ${sameKey(['j', entry], ['o', order], dialect)}
        join ${dialect.table(table)} r on ${sameKey(['r', id], ['o', reception], dialect)}
        where ${where} group by ${key} ${dialect.end}`,
    );
    for (const row of found) {
      const number = integerOf(row['id']);
      if (number === null) continue;
      const isLost = (integerOf(row['lost']) ?? 0) > 0;
      // What stands in this column is such a key.
      debts.set(number as ReceptionId, isLost ? null : (dialect.readAmount(row['debt']) ?? 0n));
    }
  }
  return debts;
}
