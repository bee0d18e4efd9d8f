import { sql } from 'kysely';
import type { Catalogue } from '../catalogue.ts';
import type { CompletedReceptions } from './completed-receptions.ts';
import type { ComputedQuery } from './computed.ts';
import { isThere, ref, type SqlDialect } from './dialect.ts';
import type { Keys } from './keys.ts';

/** Columns of a completed reception that tell its day, the best first. */
const dateColumns = ['ReceptionStarted', 'PlanStart', 'ReceptionEnded'] as const;

/** `id`, `visits`, `first_visit`: how many receptions were completed and when the first was. */
export function visitsQuery(
  receptions: CompletedReceptions,
  catalogue: Catalogue,
  dialect: SqlDialect,
): { readonly hasDate: boolean; readonly query: ComputedQuery } {
  const dates = dateColumns
    .map((name) => catalogue.find({ table: 'Receptions', column: name }))
    .filter(isThere)
    .map((column) => dialect.wallClock(ref('r', column), column.type));
  // COALESCE wants two arguments.
  const first =
    dates.length > 0 ? sql`min(coalesce(${sql.join([...dates, sql`null`])}))` : sql`null`;
  return {
    hasDate: dates.length > 0,
    query: (keys: Keys) => sql`
      select ${receptions.patient} as id, count(*) as visits, ${first} as first_visit
      ${receptions.of(keys)} group by ${receptions.patient} ${dialect.end}`,
  };
}
