import { sql } from 'kysely';
import { z } from 'zod';
import type { Queries } from './queries.ts';

/** What the server says of itself. */
export interface ServerInfo {
  /** As the server names it: `Microsoft SQL Server 2019 (…)`, `SQLite 3.53.4`. */
  readonly version: string;
  /** Tells one clinic's database from another: server and database name; the state remembers it. */
  readonly identity: string;
  /** The server's own clock, as its wall clock says (`YYYY-MM-DDTHH:MM:SS.fff`). */
  readonly now: string;
}

/** What the server says of itself, with the point up to which its rowversions are committed. */
export interface ServerMoment extends ServerInfo {
  /** Hex, `0x…`; `null` where there are no rowversions. */
  readonly rowversion: string | null;
}

const rowSchema = z.object({
  version: z.string(),
  server: z.string().nullable(),
  database: z.string().nullable(),
  now: z.string(),
  rowversion: z.string().nullable(),
});

/**
 * A rowversion is taken when a row is written, not when it is committed: only what lies below
 * MIN_ACTIVE_ROWVERSION() is sure to have been seen by a scan.
 */
const mssqlMoment = sql`
  select @@version as [version],
    convert(nvarchar(256), serverproperty('ServerName')) as [server],
    db_name() as [database],
    convert(varchar(23), sysdatetime(), 126) as [now],
    convert(varchar(18), min_active_rowversion(), 1) as [rowversion]`;

const sqliteMoment = sql`
  select sqlite_version() as "version", null as "server", null as "database",
    strftime('%Y-%m-%dT%H:%M:%f', 'now', 'localtime') as "now", null as "rowversion"`;

export async function readServer(queries: Queries): Promise<ServerMoment> {
  const mssql = queries.flavor === 'mssql';
  const [first] = await queries.run('server', mssql ? mssqlMoment : sqliteMoment);
  const row = rowSchema.parse(first);
  return {
    version: mssql ? firstLine(row.version) : `SQLite ${row.version}`,
    identity: mssql
      ? `${row.server ?? queries.target.address}/${row.database ?? queries.target.database}`
      : queries.target.address,
    now: row.now,
    rowversion: row.rowversion,
  };
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0]?.trim() ?? '';
}
