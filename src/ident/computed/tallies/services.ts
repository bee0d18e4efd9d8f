import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { isThere, ref, type SqlDialect } from '../../sql/dialect.ts';
import { sameKey } from '../../sql/same-key.ts';
import { amountColumn, sumCells } from './amounts.ts';
import type { CompletedReceptions } from './completed-receptions.ts';
import { isUnmarked } from './marks.ts';
import type { TallySource } from './tally.ts';

/**
 * What the services of the orders of completed receptions come to (`visits_sum`). The chain is gone from the many to the
 * one, each time by the one's own key: a second order adds its own services and repeats nobody else's. Returned and
 * warranty lines do not count.
 */
export function servicesTally(
  receptions: CompletedReceptions,
  catalogue: Catalogue,
  dialect: SqlDialect,
): TallySource | null {
  const find = (table: string, column: string) => catalogue.find({ table, column });
  const orderId = find('Orders', 'ID');
  const orderReception = find('Orders', 'ID_Receptions');
  const serviceOrder = find('OrderServiceRelation', 'ID_Orders');
  const servicePrice = find('OrderServiceRelation', 'ID_ServicePrices');
  const count = find('OrderServiceRelation', 'CountService');
  const priceId = find('ServiceItemPrices', 'ID');
  const price = find('ServiceItemPrices', 'Price');
  if (!orderId || !orderReception || !serviceOrder || !servicePrice || !count) return null;
  if (!priceId || !price) return null;
  const id = find('OrderServiceRelation', 'ID');
  const discount = find('OrderServiceRelation', 'DiscountSum');
  // What came back, and what was done again under warranty, was not paid for.
  const unpaid = [
    find('OrderServiceRelation', 'ID_Returns'),
    find('OrderServiceRelation', 'IsWarranty'),
  ].filter(isThere);
  const counted = amountColumn('s', count, dialect);
  const priced = amountColumn('p', price, dialect);
  const less = discount && amountColumn('s', discount, dialect);
  const discounted = less
    ? sql` - case when ${less.isGiven} then ${less.number} else 0 end`
    : sql``;
  return {
    table: serviceOrder.table,
    key: id && { of: ref('s', id), column: id },
    patient: { of: ref('r', receptions.patient), column: receptions.patient },
    from: sql`
      from ${dialect.table(serviceOrder.table)} s
      join ${dialect.table(orderId.table)} o on ${sameKey(['o', orderId], ['s', serviceOrder], dialect)}
      join ${dialect.table(receptions.id.table)} r on ${sameKey(['r', receptions.id], ['o', orderReception], dialect)}
      join ${dialect.table(priceId.table)} p on ${sameKey(['p', priceId], ['s', servicePrice], dialect)}`,
    joins: [],
    counts: () =>
      sql.join(
        [receptions.condition, ...unpaid.map((mark) => isUnmarked(ref('s', mark), mark.type))],
        sql` and `,
      ),
    cells: sumCells(
      'visits_sum',
      {
        of: sql`(${counted.number} * ${priced.number}${discounted})`,
        isGiven: sql`${counted.isGiven} and ${priced.isGiven}`,
      },
      dialect,
    ),
  };
}
