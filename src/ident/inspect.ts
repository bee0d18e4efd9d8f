import { sql } from 'kysely';
import { z } from 'zod';
import { type ChangeSource, columnsOf } from './changes/change-source.ts';
import type { Queries } from './connection/queries.ts';
import { columnName } from './profiles/computed-source.ts';
import type { Catalogue } from './sql/catalogue.ts';
import { type Column, isThere } from './sql/dialect.ts';
import { readKeyLooks } from './sql/key-looks.ts';

/** What the login may do besides reading, and which change columns no index begins with. */
export interface Inspection {
  /** As the server names it; empty on SQLite. */
  readonly login: string;
  /** `sa`, sysadmin or db_owner: everything is allowed to it. */
  readonly isAdministrator: boolean;
  /** Rights on the tables that we read, which reading does not need: `INSERT`, `UPDATE`, `DELETE`, `ALTER`. */
  readonly writes: readonly string[];
  /** Stamps whose scan has to read the whole table: `Receptions.DateTimeChanged`. */
  readonly unindexed: readonly string[];
  /** Foreign keys by which a patient's rows are found, that no index begins with: `Receptions.ID_Patients`. */
  readonly unindexedKeys: readonly string[];
  /** READ_COMMITTED_SNAPSHOT: readers wait for no writer. Null: the server does not say, or there is no such thing. */
  readonly readsVersions: boolean | null;
}

/** By which a look-up of few patients goes from table to table. */
const foreignKeys = [
  { table: 'Receptions', column: 'ID_Patients' },
  { table: 'Orders', column: 'ID_Receptions' },
  { table: 'OrderServiceRelation', column: 'ID_Orders' },
  { table: 'PaymentsIn', column: 'ID_Patients' },
  { table: 'OrderPaymentsJournal', column: 'ID_Patients' },
] as const;

const rights = ['INSERT', 'UPDATE', 'DELETE', 'ALTER'] as const;

const loginRow = z.object({
  login: z.string().nullable(),
  administrator: z.coerce.number().nullable(),
  versions: z.coerce.number().nullable().optional(),
  ...Object.fromEntries(rights.map((right) => [right, z.coerce.number().nullable()])),
});

/** Asks the catalogue views only; a login sees there what concerns itself, whatever its rights. */
export async function inspectDatabase(
  queries: Queries,
  tables: readonly string[],
  sources: readonly ChangeSource[],
  catalogue: Catalogue,
): Promise<Inspection> {
  // A rowversion is left out: SQL Server 2012 and later scan it fast enough, and nobody else needs its index.
  const stamps = sources.filter(({ kind }) => kind === 'stamps').flatMap(columnsOf);
  const keys = foreignKeys.map((key) => catalogue.find(key)).filter(isThere);
  const looks = await readKeyLooks(
    queries,
    catalogue.schema,
    [...stamps, ...keys].map(({ table }) => table),
  );
  const unindexed = (columns: readonly Column[]) =>
    columns.filter((column) => !looks.of(column).leads).map(columnName);
  return {
    ...(queries.flavor === 'mssql' ? await readLogin(queries, tables) : sqliteLogin),
    unindexed: unindexed(stamps),
    unindexedKeys: unindexed(keys),
  };
}

/** SQLite knows no logins, and we open its file for reading only. */
const sqliteLogin = { login: '', isAdministrator: false, writes: [], readsVersions: null };

async function readLogin(
  queries: Queries,
  tables: readonly string[],
): Promise<Omit<Inspection, 'unindexed' | 'unindexedKeys'>> {
  const names = sql.join(tables.map((table) => table.toLowerCase()));
  const held = sql.join(
    rights.map(
      (right) =>
        sql`max(has_perms_by_name(quotename(s.name) + '.' + quotename(o.name), 'OBJECT', ${sql.lit(right)})) as ${sql.ref(right)}`,
    ),
  );
  const [first] = await queries.run(
    'rights',
    sql`
      select suser_sname() as [login],
        case when is_srvrolemember('sysadmin') = 1 or is_member('db_owner') = 1
          then 1 else 0 end as [administrator],
        (select convert(int, d.is_read_committed_snapshot_on) from sys.databases d
          where d.database_id = db_id()) as [versions],
        ${held}
      from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
      where o.type in ('U', 'V') and lower(o.name) in (${names})`,
  );
  const row: Readonly<Record<string, unknown>> = loginRow.parse(first);
  return {
    login: String(row['login'] ?? ''),
    isAdministrator: row['administrator'] === 1,
    writes: rights.filter((right) => row[right] === 1),
    readsVersions: typeof row['versions'] === 'number' ? row['versions'] === 1 : null,
  };
}
