import { sql } from 'kysely';
import { inputOf } from '../../contact/model/inputs.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { InputKind, PatientInput } from '../../contact/model/table.ts';
import { type Column, ref, type Sql, type SqlDialect, sameKey } from '../sql/dialect.ts';
import { idList } from '../sql/id-list.ts';
import type { PatientTables, ResolvedInput } from './resolve.ts';

/** Which rows of Patients a page holds. */
export type PageBounds =
  | { readonly kind: 'after'; readonly after: PatientId | null; readonly rows: number }
  /** The first rows from one id to another. */
  | {
      readonly kind: 'between';
      readonly first: PatientId;
      readonly last: PatientId;
      readonly rows: number;
    }
  | { readonly kind: 'ids'; readonly ids: readonly PatientId[] };

/** The name of a selected cell: an input's n-th column. */
export function cellName(input: PatientInput, index: number): string {
  return `${input}_${index}`;
}

/**
 * A page of Patients with their persons, by ascending id: `id`, and a cell for each column that an input is read from.
 * Persons is joined by its key and all else is looked up by scalar subqueries, so that no row is ever multiplied.
 */
export function pageQuery(
  tables: PatientTables,
  inputs: ReadonlyMap<PatientInput, ResolvedInput>,
  bounds: PageBounds,
  dialect: SqlDialect,
): Sql {
  const key = keyOf(tables, dialect);
  const [top, limit] =
    bounds.kind === 'ids' ? [sql``, sql``] : [dialect.top(bounds.rows), dialect.limit(bounds.rows)];
  const cells = [sql`${key} as id`, ...[...inputs].flatMap((entry) => cellsOf(entry, dialect))];
  return sql`
    select ${top} ${sql.join(cells)}
    from ${dialect.table(tables.patientKey.table)} t ${joinPersons(tables, dialect)}
    where ${condition(key, bounds)}
    order by ${key} ${limit} ${dialect.end}`;
}

/** Rows and rows with a key: how many patients there are. */
export function countQuery(tables: PatientTables, dialect: SqlDialect): Sql {
  return sql`
    select count(*) as n, count(case when ${keyOf(tables, dialect)} > 0 then 1 end) as keyed
    from ${dialect.table(tables.patientKey.table)} t ${dialect.end}`;
}

/** Ids of Patients above one of them, however many, and the highest `below` of the others. */
export function newestQuery(
  tables: PatientTables,
  { above, below }: { readonly above: number; readonly below: number },
  dialect: SqlDialect,
): Sql {
  const table = dialect.table(tables.patientKey.table);
  const key = keyOf(tables, dialect);
  return sql`
    select id from (
      select ${dialect.top(below)} ${key} as id from ${table} t
      where ${key} between 1 and ${above} order by ${key} desc ${dialect.limit(below)}) n
    union all
    select ${key} as id from ${table} t where ${key} > ${above} ${dialect.end}`;
}

/** The id of a row of Patients (`t`). */
export const keyOf = ({ patientKey }: PatientTables, dialect: SqlDialect): Sql =>
  dialect.key(ref('t', patientKey), patientKey.type);

function condition(key: Sql, bounds: PageBounds): Sql {
  switch (bounds.kind) {
    case 'ids':
      return sql`${key} in (${idList(bounds.ids)})`;
    case 'between':
      return sql`${key} >= ${bounds.first} and ${key} <= ${bounds.last}`;
    case 'after':
      // IDENT counts from 1: what lies below is nobody, and would be read before everybody.
      return bounds.after === null ? sql`${key} > 0` : sql`${key} > ${bounds.after}`;
  }
}

/** A patient without a person is a patient still. */
export function joinPersons({ patientKey, personKey }: PatientTables, dialect: SqlDialect): Sql {
  const table = dialect.table(personKey.table);
  return sql`left join ${table} p on ${sameKey(['p', personKey], ['t', patientKey], dialect)}`;
}

function cellsOf([input, source]: [PatientInput, ResolvedInput], dialect: SqlDialect): Sql[] {
  const { kind } = inputOf(input);
  const named = (cell: Sql, index: number) => sql`${cell} as ${sql.ref(cellName(input, index))}`;
  switch (source.kind) {
    case 'computed':
      return [];
    case 'columns':
      return source.columns.map((column, index) =>
        named(cell(kind, base(column), column.type, dialect), index),
      );
    case 'lookup': {
      const { column, key, from } = source;
      const value = cell(kind, ref('x', column), column.type, dialect);
      return [
        named(
          sql`(
            select ${dialect.top(1)} ${value} from ${dialect.table(column.table)} x
            where ${sameKey(['x', key], [aliasOf(from), from], dialect)} ${dialect.limit(1)})`,
          0,
        ),
      ];
    }
  }
}

/** A column of one of the two joined tables. */
export function base(column: Column): Sql {
  return ref(aliasOf(column), column);
}

const aliasOf = ({ table }: Column) => (table.toLowerCase() === 'persons' ? 'p' : 't');

function cell(kind: InputKind, column: Sql, type: string, dialect: SqlDialect): Sql {
  if (type === 'datetimeoffset') return dialect.wallClock(column, type);
  return kind === 'decimal' || kind === 'text' ? dialect.exactText(column, type) : column;
}
