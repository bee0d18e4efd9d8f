import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { isThere, ref, type Sql } from '../../sql/dialect.ts';
import { parseText } from '../../sql/parse-cell.ts';
import type { Cell } from './share.ts';
import type { TallyCell } from './tally.ts';

/** Names of branches beside the rows of another table: a row each, however often an id stands there. */
interface BranchJoin {
  readonly join: Sql;
  readonly cells: readonly TallyCell[];
}

/** The columns of a branch's name, the best first. */
const columns = ['BranchName', 'Name'] as const;

/**
 * The names of the branches whose ids stand in a column; null where this database has none.
 *
 * @param prefix of the cells, and the alias.
 */
export function companyNames(
  company: Sql,
  prefix: string,
  catalogue: Catalogue,
): BranchJoin | null {
  const { dialect } = catalogue;
  const id = catalogue.find({ table: 'OwnCompanies', column: 'ID' });
  const names = nameColumns(catalogue);
  if (!id || names.length === 0) return null;
  const named = names.map(
    (column, at) => sql`max(${dialect.shortText(ref('c', column))}) as ${sql.ref(`name_${at}`)}`,
  );
  const rows = sql`
    select ${ref('c', id)} as id, ${sql.join(named)}
    from ${dialect.table(id.table)} c group by ${ref('c', id)}`;
  return joined(rows, company, { prefix, names: names.length });
}

/** The names of the branches in which the chairs of a column stand; null where this database does not tell. */
export function chairNames(chair: Sql, prefix: string, catalogue: Catalogue): BranchJoin | null {
  const id = catalogue.find({ table: 'Armchairs', column: 'ID' });
  const company = catalogue.find({ table: 'Armchairs', column: 'ID_OwnCompanies' });
  if (!id || !company) return null;
  const of = companyNames(ref('a', company), 'n', catalogue);
  if (!of) return null;
  const named = of.cells.map((cell, at) => sql`max(${cell.of}) as ${sql.ref(`name_${at}`)}`);
  const rows = sql`
    select ${ref('a', id)} as id, ${sql.join(named)}
    from ${catalogue.dialect.table(id.table)} a ${of.join} group by ${ref('a', id)}`;
  return joined(rows, chair, { prefix, names: of.cells.length });
}

/** A branch is shown by the first of its names that is one. */
export function firstName(names: readonly (Cell | undefined)[]): string | null {
  for (const cell of names) {
    const name = parseText(cell)?.trim() ?? '';
    if (name !== '') return name;
  }
  return null;
}

const nameColumns = (catalogue: Catalogue) =>
  columns.map((column) => catalogue.find({ table: 'OwnCompanies', column })).filter(isThere);

function joined(
  rows: Sql,
  on: Sql,
  { prefix, names }: { readonly prefix: string; readonly names: number },
): BranchJoin {
  return {
    join: sql`left join (${rows}) ${sql.ref(prefix)} on ${ref(prefix, 'id')} = ${on}`,
    cells: Array.from({ length: names }, (_, at) => ({
      name: `${prefix}_${at}`,
      kind: 'latest',
      as: 'text',
      of: ref(prefix, `name_${at}`),
    })),
  };
}
