import type { Catalogue } from '../catalogue.ts';
import { type ComputedSource, computedSources } from '../computed-source.ts';
import { branchQuery } from './branch.ts';
import { completedReceptions } from './completed-receptions.ts';
import type { Sql, SqlDialect } from './dialect.ts';
import { journalQuery, journalSources, moneyTerms } from './journal.ts';
import type { Keys } from './keys.ts';
import { sumQuery } from './order-sum.ts';
import { visitsQuery } from './visits.ts';

/** How one computed source is read for the patients of a page: rows of `id` and the computed values. */
export type ComputedQuery = (keys: Keys) => Sql;

/**
 * The computed sources that this database can give. Each is one query for a whole page, and each yields one row a
 * patient whatever the number of orders, services or professions.
 */
export function computedQueries(
  catalogue: Catalogue,
  dialect: SqlDialect,
): ReadonlyMap<ComputedSource, ComputedQuery> {
  const queries = new Map<ComputedSource, ComputedQuery>();
  for (const source of journalSources) {
    const parts = moneyTerms(source, catalogue);
    if (parts) queries.set(source, journalQuery(parts, computedSources[source].input, dialect));
  }
  const receptions = completedReceptions(catalogue, dialect);
  if (!receptions) return queries;
  const visits = visitsQuery(receptions, catalogue, dialect);
  queries.set('completedReceptions.count', visits.query);
  if (visits.hasDate) queries.set('completedReceptions.firstDate', visits.query);
  const sum = sumQuery(receptions, catalogue, dialect);
  if (sum) queries.set('orders.sum', sum);
  const branch = branchQuery(receptions, catalogue, dialect);
  if (branch) queries.set('lastReception.branch', branch);
  return queries;
}
