import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { type Column, isThere, ref, type Sql, sameKey } from '../../sql/dialect.ts';
import { amountColumn, sumCells } from './amounts.ts';
import type { CompletedReceptions } from './completed-receptions.ts';
import { isUnmarked } from './marks.ts';
import type { TallySource } from './tally.ts';

/**
 * What the services of the orders of completed receptions come to (`visits_sum`). The chain is gone from the many to the
 * one, each time by the one's own key: a second order adds its own services and repeats nobody else's.
 */
export function servicesTally(
  receptions: CompletedReceptions,
  catalogue: Catalogue,
): TallySource | null {
  const { dialect } = catalogue;
  const find = (column: string) => catalogue.find({ table: 'Orders', column });
  const [order, reception] = [find('ID'), find('ID_Receptions')];
  const lines = serviceLines(catalogue);
  if (!order || !reception || !lines) return null;
  const { table } = lines.order;
  return {
    table,
    key: lines.id && { of: ref('s', lines.id), column: lines.id },
    patient: { of: ref('r', receptions.patient), column: receptions.patient },
    from: sql`
      from ${dialect.table(table)} s
      join ${dialect.table(order.table)} o on ${sameKey(['o', order], ['s', lines.order], dialect)}
      join ${dialect.table(receptions.id.table)} r on ${sameKey(['r', receptions.id], ['o', reception], dialect)}
      join ${lines.price}`,
    joins: [],
    counts: () => sql.join([receptions.condition, ...lines.paid], sql` and `),
    cells: sumCells('visits_sum', lines.amount, dialect),
  };
}

/** What services of orders cost, a row of OrderServiceRelation (`s`) each. */
interface ServiceLines {
  readonly id: Column | null;
  /** The order that a line is of. */
  readonly order: Column;
  /** What the price (`p`) of a line is joined by. */
  readonly price: Sql;
  readonly paid: readonly Sql[];
  readonly amount: { readonly of: Sql; readonly isGiven: Sql };
}

/** Null: this database does not tell. */
export function serviceLines(catalogue: Catalogue): ServiceLines | null {
  const { dialect } = catalogue;
  const find = (table: string, column: string) => catalogue.find({ table, column });
  const line = (column: string) => find('OrderServiceRelation', column);
  const order = line('ID_Orders');
  const priceOf = line('ID_ServicePrices');
  const count = line('CountService');
  const priceId = find('ServiceItemPrices', 'ID');
  const price = find('ServiceItemPrices', 'Price');
  if (!order || !priceOf || !count || !priceId || !price) return null;
  const counted = amountColumn('s', count, dialect);
  const priced = amountColumn('p', price, dialect);
  const discount = line('DiscountSum');
  const less = discount ? sql` - ${amountColumn('s', discount, dialect).orZero}` : sql``;
  return {
    id: line('ID'),
    order,
    price: sql`${dialect.table(priceId.table)} p on ${sameKey(['p', priceId], ['s', priceOf], dialect)}`,
    paid: paidLines(catalogue),
    amount: {
      of: sql`(${counted.number} * ${priced.number}${less})`,
      isGiven: sql`${counted.isGiven} and ${priced.isGiven}`,
    },
  };
}

/** Which lines (`s`) are paid for: what came back, or was done again under warranty, is not. */
export const paidLines = (catalogue: Catalogue): readonly Sql[] =>
  ['ID_Returns', 'IsWarranty']
    .map((column) => catalogue.find({ table: 'OrderServiceRelation', column }))
    .filter(isThere)
    .map((mark) => isUnmarked('s', mark));
