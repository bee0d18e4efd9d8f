import { sql } from 'kysely';
import { z } from 'zod';
import type { Flavor } from '../connection/connection.ts';
import type { Queries } from '../connection/queries.ts';
import { type ColumnName, columnName } from '../profiles/computed-source.ts';
import { type Column, type SqlDialect, sqlDialect } from './dialect.ts';

/** What the database's catalogue views say of the tables that we know of, and how SQL is written for them. */
export interface Catalogue {
  readonly dialect: SqlDialect;
  /** SQL Server's schema that holds the tables; `null` on SQLite. */
  readonly schema: string | null;
  readonly columns: readonly Column[];
  /** A readable column by its name in any case; `null` when there is none. */
  find(name: ColumnName): Column | null;
  /** True when the table is there, but no column of it may be read. */
  isDenied(table: string): boolean;
}

const rowSchema = z.object({
  schema: z.string().nullable(),
  table: z.string(),
  column: z.string(),
  type: z.string().nullable(),
  /** 0: the login may not read it; NULL: the server does not say. */
  readable: z.coerce.number().nullable(),
  view: z.coerce.number().nullish(),
});

type CatalogueRow = z.infer<typeof rowSchema>;

/** Reads all columns of these tables in one statement, whatever the case of their names. */
export async function readCatalogue(
  queries: Queries,
  tables: readonly string[],
): Promise<Catalogue> {
  const names = sql.join(tables.map((table) => table.toLowerCase()));
  const rows = await queries.run(
    'catalogue',
    queries.flavor === 'mssql'
      ? sql`
          select s.name as [schema], o.name as [table], c.name as [column],
            case when o.type = 'V' then 1 else 0 end as [view],
            type_name(c.system_type_id) as [type],
            has_perms_by_name(quotename(s.name) + '.' + quotename(o.name), 'OBJECT', 'SELECT',
              c.name, 'COLUMN') as [readable]
          from sys.objects o
            join sys.schemas s on s.schema_id = o.schema_id
            join sys.columns c on c.object_id = o.object_id
          where o.type in ('U', 'V') and lower(o.name) in (${names})`
      : sql`
          select null as "schema", m.name as "table", c.name as "column", c.type as "type",
            m.type = 'view' as "view",
            1 as "readable"
          from sqlite_master m join pragma_table_info(m.name) c
          where m.type in ('table', 'view') and lower(m.name) in (${names})`,
  );
  return catalogueOf(z.array(rowSchema).parse(rows), queries.flavor);
}

function catalogueOf(rows: readonly CatalogueRow[], flavor: Flavor): Catalogue {
  const schema = schemaOf(rows);
  const own = rows.filter((row) => row.schema === schema);
  const columns = own
    .filter((row) => row.readable !== 0)
    .map((row) => ({
      table: row.table,
      column: row.column,
      type: (row.type ?? '').toLowerCase().replace(/\(.*$/, '').trim(),
    }));
  const byName = new Map(columns.map((column) => [nameKey(column), column]));
  return {
    dialect: sqlDialect(flavor, schema),
    schema,
    columns,
    find: (name) => byName.get(nameKey(name)) ?? null,
    isDenied: (table) => {
      const rowsOfTable = own.filter((row) => row.table.toLowerCase() === table.toLowerCase());
      return rowsOfTable.length > 0 && rowsOfTable.every((row) => row.readable === 0);
    },
  };
}

/**
 * The schema with the patients in it. Clinics have a second object called Patients: a copy in another schema, or a
 * view. IDENT has its own in dbo, as tables, with persons beside them.
 */
function schemaOf(rows: readonly CatalogueRow[]): string | null {
  const has = (schema: string | null, table: string, column: string) =>
    rows.some(
      (row) =>
        row.schema === schema &&
        row.table.toLowerCase() === table &&
        row.column.toLowerCase() === column,
    );
  const rank = ({ schema, view }: CatalogueRow) => [
    has(schema, 'patients', 'id_persons') && has(schema, 'persons', 'id') ? 0 : 1,
    schema?.toLowerCase() === 'dbo' ? 0 : 1,
    view === 1 ? 1 : 0,
  ];
  const holders = rows
    .filter((row) => row.table.toLowerCase() === 'patients')
    .map((row) => ({ schema: row.schema, rank: rank(row).join('') }))
    .sort((a, b) => a.rank.localeCompare(b.rank) || compareNames(a.schema, b.schema));
  return holders[0]?.schema ?? null;
}

const compareNames = (a: string | null, b: string | null): number =>
  (a ?? '').localeCompare(b ?? '');

/** Names are the same in whatever case they are written. */
export const nameKey = (name: ColumnName): string => columnName(name).toLowerCase();
