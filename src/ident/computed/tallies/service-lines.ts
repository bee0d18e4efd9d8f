import { sql } from 'kysely';
import type { Catalogue, Column } from '../../sql/catalogue.ts';
import { isThere, ref, type Sql, type SqlDialect } from '../../sql/dialect.ts';
import { sameKey } from '../../sql/same-key.ts';
import { amountColumn } from './amounts.ts';
import { isUnmarked } from './marks.ts';

/** What services of orders cost, a row of OrderServiceRelation (`s`) each. */
interface ServiceLines {
  readonly id: Column | null;
  /** The order that a line is of. */
  readonly order: Column;
  /** What the price (`p`) of a line is joined by. */
  readonly price: Sql;
  /** Which lines are paid for: what came back, or was done again under warranty, is not. */
  readonly paid: readonly Sql[];
  readonly amount: { readonly of: Sql; readonly isGiven: Sql };
}

/** Null: this database does not tell. */
export function serviceLines(catalogue: Catalogue, dialect: SqlDialect): ServiceLines | null {
  const find = (table: string, column: string) => catalogue.find({ table, column });
  const line = (column: string) => find('OrderServiceRelation', column);
  const order = line('ID_Orders');
  const priceOf = line('ID_ServicePrices');
  const count = line('CountService');
  const priceId = find('ServiceItemPrices', 'ID');
  const price = find('ServiceItemPrices', 'Price');
  if (!order || !priceOf || !count || !priceId || !price) return null;
  const discount = line('DiscountSum');
  const counted = amountColumn('s', count, dialect);
  const priced = amountColumn('p', price, dialect);
  const less = discount && amountColumn('s', discount, dialect);
  const discounted = less
    ? sql` - case when ${less.isGiven} then ${less.number} else 0 end`
    : sql``;
  return {
    id: line('ID'),
    order,
    price: sql`${dialect.table(priceId.table)} p on ${sameKey(['p', priceId], ['s', priceOf], dialect)}`,
    paid: [line('ID_Returns'), line('IsWarranty')]
      .filter(isThere)
      .map((mark) => isUnmarked(ref('s', mark), mark.type)),
    amount: {
      of: sql`(${counted.number} * ${priced.number}${discounted})`,
      isGiven: sql`${counted.isGiven} and ${priced.isGiven}`,
    },
  };
}
