import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { type Column, isThere, type Sql, sameKey } from '../../sql/dialect.ts';
import { amountColumn } from './amounts.ts';
import { isUnmarked } from './marks.ts';

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
