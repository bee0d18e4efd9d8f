import { sql } from 'kysely';
import type { PatientId } from '../../../contact/model/patient-key.ts';
import type { Row } from '../../connection/queries.ts';
import { type Column, isInteger, ref, type Sql, type SqlDialect } from '../../sql/dialect.ts';
import { idList } from '../../sql/id-list.ts';
import type { Cell, CellOrder, Share } from './share.ts';

/** What a tally takes of each row; `of` speaks of the aliases in the tally's own `from`. */
export interface TallyCell extends CellOrder {
  readonly of: Sql;
  /** A moment is handed over as text that sorts as it does, a key as a number where it is one. */
  readonly as: 'count' | 'amount' | 'moment' | 'integer' | 'text';
}

/**
 * A table whose rows are added up for each patient. Its parents are joined by their keys, so that no row of it is met
 * twice and no parent is looked through for a single row.
 */
export interface TallySource {
  /** The table that is walked. */
  readonly table: string;
  /** The table's own key (alias and column), by ranges of which it is walked; null where it has none. */
  readonly key: { readonly of: Sql; readonly column: Column } | null;
  /** Whose the row is. */
  readonly patient: { readonly of: Sql; readonly column: Column };
  /** `from …`, with the parents. */
  readonly from: Sql;
  /** What is joined for the sake of its cells alone, a row each. */
  readonly joins: readonly { readonly join: Sql; readonly cells: readonly TallyCell[] }[];
  /** Which rows count, asked for by each statement; null: all. */
  readonly counts: (() => Sql) | null;
  readonly cells: readonly TallyCell[];
}

/** What tallies have alike of a table that holds a key of its own and the patient's id. */
export const rowsOf = (
  alias: string,
  { id, patient }: { readonly id: Column; readonly patient: Column },
  dialect: SqlDialect,
): Omit<TallySource, 'counts' | 'cells'> => ({
  table: id.table,
  key: { of: ref(alias, id), column: id },
  patient: { of: ref(alias, patient), column: patient },
  from: sql`from ${dialect.table(id.table)} ${sql.raw(alias)}`,
  joins: [],
});

/** Counts the rows in which this is not NULL. */
export const countCell = (name: string, of: Sql): TallyCell => ({
  name,
  kind: 'count',
  as: 'count',
  of,
});

/** All cells that a tally has to give. */
export function cellsOf({ cells, joins }: TallySource): readonly TallyCell[] {
  return [...cells, ...joins.flatMap((join) => join.cells)];
}

/** The tally with no more than these of its cells; null where none is left. */
export function narrowed(source: TallySource, names: ReadonlySet<string>): TallySource | null {
  const isWanted = ({ name }: TallyCell) => names.has(name);
  const joins = source.joins
    .map(({ join, cells }) => ({ join, cells: cells.filter(isWanted) }))
    .filter(({ cells }) => cells.length > 0);
  const narrow = { ...source, joins, cells: source.cells.filter(isWanted) };
  return cellsOf(narrow).length === 0 ? null : narrow;
}

/** Which rows of the table a statement is about. */
export type Scope =
  | { readonly kind: 'patients'; readonly ids: readonly PatientId[] }
  /** Keys above the one, up to the other. */
  | { readonly kind: 'keys'; readonly above: number; readonly upTo: number }
  /** Those that the ranges of keys pass over. */
  | { readonly kind: 'keyless' }
  | { readonly kind: 'all' };

/** A row a patient: `id`, and the cells by their names. */
export function tallyQuery(source: TallySource, scope: Scope, dialect: SqlDialect): Sql {
  const { patient, from, counts } = source;
  const cells = cellsOf(source);
  const id = dialect.key(patient.of, patient.column.type);
  const inner = cells.map(({ name, of, as }) => {
    const cell = as === 'amount' ? dialect.amount(of) : of;
    return sql`${cell} as ${sql.ref(name)}`;
  });
  const ranks = cells
    .filter(({ ranks }) => ranks !== undefined)
    .map(({ of, ranks }) => (ranks === 'least' ? sql`${of}` : sql`${of} desc`));
  const nth =
    ranks.length === 0
      ? []
      : [sql`row_number() over (partition by ${id} order by ${sql.join(ranks)}) as nth`];
  const outer = cells.map((cell) => sql`${aggregate(cell, dialect)} as ${sql.ref(cell.name)}`);
  const conditions = [within(source, id, scope), counts?.() ?? null].filter((one) => one !== null);
  const where = conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
  return sql`
    select x.id as id, ${sql.join(outer)}
    from (
      select ${sql.join([sql`${id} as id`, ...inner, ...nth])}
      ${from} ${sql.join(
        source.joins.map(({ join }) => join),
        sql` `,
      )} ${where}
    ) x
    group by x.id ${dialect.end}`;
}

function aggregate({ name, kind, as }: TallyCell, dialect: SqlDialect): Sql {
  const cell = sql.ref(`x.${name}`);
  switch (kind) {
    case 'count':
      return sql`count(${cell})`;
    case 'sum':
      return dialect.amountText(sql`sum(${cell})`);
    case 'least':
      return dialect.stampText(sql`min(${cell})`);
    case 'latest': {
      const latest = sql`max(case when x.nth = 1 then ${cell} end)`;
      return as === 'moment' ? dialect.stampText(latest) : latest;
    }
  }
}

function within(source: TallySource, id: Sql, scope: Scope): Sql | null {
  const key = source.key?.of;
  switch (scope.kind) {
    case 'patients':
      return sql`${id} in (${idList(scope.ids)})`;
    case 'keys':
      return sql`${key} > ${scope.above} and ${key} <= ${scope.upTo}`;
    case 'keyless':
      return sql`${key} is null`;
    case 'all':
      return null;
  }
}

/** The least and the greatest key; of those above one, where that is given. */
export function keyBounds(
  { key, table }: TallySource,
  above: number | null,
  dialect: SqlDialect,
): Sql {
  const column = sql.ref(`k.${key?.column.column ?? ''}`);
  return sql`
    select min(${column}) as low, max(${column}) as high from ${dialect.table(table)} k
    ${above === null ? sql`` : sql`where ${column} > ${above}`} ${dialect.end}`;
}

/** A row of {@link tallyQuery} as a share. */
export function shareOf(source: TallySource, row: Row, dialect: SqlDialect): Share {
  return cellsOf(source).map(({ name, as }) => {
    const cell = row[name];
    switch (as) {
      case 'amount':
        return dialect.readAmount(cell);
      case 'count':
      case 'integer':
        return integerCell(cell);
      default:
        return plainCell(cell);
    }
  });
}

function integerCell(cell: unknown): Cell {
  if (typeof cell === 'number' && Number.isSafeInteger(cell)) return BigInt(cell);
  // SQL Server's bigint comes as text.
  if (typeof cell === 'string' && /^-?\d{1,19}$/.test(cell)) return BigInt(cell);
  return plainCell(cell);
}

function plainCell(cell: unknown): Cell {
  if (cell instanceof Date) return cell.toISOString();
  const isCell = typeof cell === 'bigint' || typeof cell === 'number' || typeof cell === 'string';
  return isCell ? cell : null;
}

/** A key that ranks or joins: as it is where it is an integer, else as a text that both databases sort alike. */
export function keyCell(
  alias: string,
  column: Column,
  dialect: SqlDialect,
): Pick<TallyCell, 'of' | 'as'> {
  const of = ref(alias, column);
  return isInteger(column.type)
    ? { of, as: 'integer' }
    : { of: dialect.binaryText(of), as: 'text' };
}
