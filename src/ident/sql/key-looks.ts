import { sql } from 'kysely';
import { z } from 'zod';
import type { Queries } from '../connection/queries.ts';
import { nameKey } from './catalogue.ts';
import type { Column } from './dialect.ts';

/** What the catalogue says of columns by which tables are walked or joined. */
export interface KeyLooks {
  /**
   * `leads`: a range of it is found without looking through the whole table, since an index begins with it or since the
   * table is a view, of which nobody can tell. `nullable`: rows may lack it.
   */
  of(column: Column): { readonly leads: boolean; readonly nullable: boolean };
}

const rowSchema = z.object({
  table: z.string(),
  column: z.string(),
  view: z.coerce.number().default(0),
  nullable: z.coerce.number().default(1),
  leads: z.coerce.number().default(1),
});

export async function readKeyLooks(
  queries: Queries,
  schema: string | null,
  tables: readonly string[],
): Promise<KeyLooks> {
  const unknown = { leads: false, nullable: true };
  if (tables.length === 0) return { of: () => unknown };
  const names = sql.join(tables.map((table) => table.toLowerCase()));
  const rows = await queries.run(
    'keys',
    queries.flavor === 'mssql'
      ? sql`
          select o.name as [table], c.name as [column],
            case when o.type = 'V' then 1 else 0 end as [view],
            case when c.is_nullable = 1 then 1 else 0 end as [nullable],
            case when exists (
              select 1 from sys.index_columns ic
                join sys.indexes i on i.object_id = ic.object_id and i.index_id = ic.index_id
              where ic.object_id = c.object_id and ic.column_id = c.column_id
                and ic.key_ordinal = 1 and i.is_disabled = 0 and i.has_filter = 0
            ) then 1 else 0 end as [leads]
          from sys.objects o
            join sys.schemas s on s.schema_id = o.schema_id
            join sys.columns c on c.object_id = o.object_id
          where o.type in ('U', 'V') and s.name = ${schema} and lower(o.name) in (${names})`
      : sql`
          select m.name as "table", c.name as "column",
            m.type = 'view' as "view",
            c."notnull" = 0 and not (c.pk > 0 and lower(c.type) = 'integer') as "nullable",
            (c.pk = 1 and lower(c.type) = 'integer') or exists (
              select 1 from pragma_index_list(m.name) l join pragma_index_info(l.name) x
              where x.seqno = 0 and x.name = c.name and l.partial = 0
            ) as "leads"
          from sqlite_master m join pragma_table_info(m.name) c
          where m.type in ('table', 'view') and lower(m.name) in (${names})`,
  );
  const looks = new Map(
    z
      .array(rowSchema)
      .parse(rows)
      .map((row) => [
        nameKey(row),
        { leads: row.leads === 1 || row.view === 1, nullable: row.nullable === 1 },
      ]),
  );
  return { of: (column) => looks.get(nameKey(column)) ?? unknown };
}
