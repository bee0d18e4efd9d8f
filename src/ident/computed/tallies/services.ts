import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { ref, sameKey } from '../../sql/dialect.ts';
import { sumCells } from './amounts.ts';
import type { CompletedReceptions } from './completed-receptions.ts';
import { serviceLines } from './service-lines.ts';
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
