import { sql } from 'kysely';
import type { Catalogue, Column } from '../catalogue.ts';
import { type CompletedReceptions, isUnmarked } from './completed-receptions.ts';
import type { ComputedQuery } from './computed.ts';
import { isThere, ref, type SqlDialect } from './dialect.ts';

/**
 * `id`, `visits_sum`: the services of the orders of completed receptions. The chain goes from one to many only, so a
 * second order adds its own services and repeats nobody else's. Returned and warranty lines do not count.
 */
export function sumQuery(
  receptions: CompletedReceptions,
  catalogue: Catalogue,
  dialect: SqlDialect,
): ComputedQuery | null {
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
  const discount = find('OrderServiceRelation', 'DiscountSum');
  // What came back, and what was done again under warranty, was not paid for.
  const unpaid = [
    find('OrderServiceRelation', 'ID_Returns'),
    find('OrderServiceRelation', 'IsWarranty'),
  ].filter(isThere);
  const paid = sql.join(
    unpaid.map((mark) => sql` and ${isUnmarked(ref('s', mark), mark.type)}`),
    sql``,
  );
  const exact = (alias: string, column: Column) =>
    sql`cast(${ref(alias, column)} as decimal(19, 4))`;
  const less = discount ? sql` - coalesce(${exact('s', discount)}, 0)` : sql``;
  const total = sql`cast(sum(${exact('s', count)} * ${exact('p', price)}${less}) as decimal(19, 4))`;
  const joins = sql`
    join ${dialect.table(orderId.table)} o on ${ref('o', orderReception)} = ${ref('r', receptions.id)}
    join ${dialect.table(serviceOrder.table)} s on ${ref('s', serviceOrder)} = ${ref('o', orderId)}${paid}
    join ${dialect.table(priceId.table)} p on ${ref('p', priceId)} = ${ref('s', servicePrice)}`;
  return (keys) => sql`
    select ${receptions.patient} as id, ${dialect.exactText(total, 'decimal')} as visits_sum
    ${receptions.of(keys, joins)} group by ${receptions.patient} ${dialect.end}`;
}
