import { sql } from 'kysely';
import type { Catalogue } from '../catalogue.ts';
import type { CompletedReceptions } from './completed-receptions.ts';
import type { ComputedQuery } from './computed.ts';
import { isThere, ref, type Sql, type SqlDialect } from './dialect.ts';

/** `id`, `branch`: where the latest completed reception was; a branch is shown by BranchName, else by Name. */
export function branchQuery(
  receptions: CompletedReceptions,
  catalogue: Catalogue,
  dialect: SqlDialect,
): ComputedQuery | null {
  const find = (table: string, column: string) => catalogue.find({ table, column });
  const companyId = find('OwnCompanies', 'ID');
  const names = [find('OwnCompanies', 'BranchName'), find('OwnCompanies', 'Name')].filter(isThere);
  const sources = [orderCompany(catalogue, dialect), chairCompany(catalogue, dialect)].filter(
    isThere,
  );
  if (!companyId || names.length === 0 || sources.length === 0) return null;
  const chair = find('Receptions', 'ID_Armchairs');
  const planned = find('Receptions', 'PlanStart');
  const latest = planned
    ? sql`${dialect.wallClock(ref('r', planned), planned.type)} desc, ${ref('r', receptions.id)} desc`
    : sql`${ref('r', receptions.id)} desc`;
  const name = sql.join([
    ...names.map((column) => sql`nullif(ltrim(rtrim(${ref('c', column)})), '')`),
    sql`null`,
  ]);
  const company = sql.join([...sources, sql`null`]);
  return (keys) => sql`
    select x.id as id,
      (select ${dialect.top(1)} coalesce(${name}) from ${dialect.table(companyId.table)} c
        where ${ref('c', companyId)} = x.company ${dialect.limit(1)}) as branch
    from (
      select l.id as id, coalesce(${company}) as company
      from (
        select ${receptions.patient} as id, ${ref('r', receptions.id)} as reception,
          ${chair ? ref('r', chair) : sql`null`} as chair,
          row_number() over (partition by ${receptions.patient} order by ${latest}) as nth
        ${receptions.of(keys)}
      ) l
      where l.nth = 1
    ) x ${dialect.end}`;
}

/** The branch of a reception's latest order. */
function orderCompany(catalogue: Catalogue, dialect: SqlDialect): Sql | null {
  const find = (column: string) => catalogue.find({ table: 'Orders', column });
  const company = find('ID_OwnCompanies');
  const reception = find('ID_Receptions');
  const id = find('ID');
  if (!company || !reception || !id) return null;
  const moment = find('DateTimeOrder');
  const latest = moment
    ? sql`${dialect.wallClock(ref('o', moment), moment.type)} desc, ${ref('o', id)} desc`
    : sql`${ref('o', id)} desc`;
  return sql`(
    select ${dialect.top(1)} ${ref('o', company)} from ${dialect.table(id.table)} o
    where ${ref('o', reception)} = l.reception order by ${latest} ${dialect.limit(1)})`;
}

/** The branch in which a reception's chair stands. */
function chairCompany(catalogue: Catalogue, dialect: SqlDialect): Sql | null {
  const id = catalogue.find({ table: 'Armchairs', column: 'ID' });
  const company = catalogue.find({ table: 'Armchairs', column: 'ID_OwnCompanies' });
  const chair = catalogue.find({ table: 'Receptions', column: 'ID_Armchairs' });
  if (!id || !company || !chair) return null;
  return sql`(
    select ${dialect.top(1)} ${ref('a', company)} from ${dialect.table(id.table)} a
    where ${ref('a', id)} = l.chair ${dialect.limit(1)})`;
}
