import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Dialect, Kysely } from 'kysely';
import { openSqlite } from '../sqlite/sqlite-dialect.ts';
import type {
  AnyTables,
  Connection,
  ConnectionContext,
  DatabaseConfig,
  Target,
} from './connection/connection.ts';
import { toIdentError } from './connection/driver-error.ts';
import { IdentError, identErrors } from './connection/errors.ts';
import { serverOf } from './mssql/options.ts';

/**
 * Opens the clinic's database for reading (I6). SQL Server is not spoken to before the first statement.
 *
 * @throws IdentError when an SQLite file cannot be opened.
 */
export const openReadOnly = (config: DatabaseConfig, context: ConnectionContext) =>
  open(config, context, true);

/** Opens a database to be filled: for `sample-db` alone. An SQLite file is created when absent. */
export async function openWritable(
  config: DatabaseConfig,
  context: ConnectionContext,
): Promise<Connection & AsyncDisposable> {
  const connection = await open(config, context, false);
  return Object.assign(connection, { [Symbol.asyncDispose]: () => connection.close() });
}

async function open(
  config: DatabaseConfig,
  { log }: ConnectionContext,
  readOnly: boolean,
): Promise<Connection> {
  const target = targetOf(config);
  if (config.client === 'sqlite') return sqlite(config, target, readOnly);
  // Lazily: tedious takes a quarter of a second and 44 MB to load.
  const { openMssql } = await import('./mssql/open-mssql.ts');
  const tedious = await import('tedious');
  return openMssql({ tedious, config, target, log }, readOnly);
}

/** SQLite opens a folder, too, and calls it a broken line when it is first read. */
function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}

function sqlite(config: DatabaseConfig, target: Target, readOnly: boolean): Connection {
  if (!config.file || isFolder(config.file)) {
    throw new IdentError(identErrors.fileNotFound(target));
  }
  let dialect: Dialect;
  try {
    dialect = openSqlite(config.file, { readOnly, bigints: readOnly }).dialect;
  } catch (error) {
    throw toIdentError(error, target);
  }
  const db = new Kysely<AnyTables>({ dialect });
  return {
    db,
    target,
    flavor: 'sqlite',
    // It answers before anything else of ours can happen.
    read: async (query) => (await db.executeQuery<Readonly<Record<string, unknown>>>(query)).rows,
    close: () => db.destroy(),
  };
}

function targetOf(config: DatabaseConfig): Target {
  if (config.client === 'sqlite') {
    const address = resolve(config.file ?? '');
    return { address, database: address, user: '' };
  }
  const { host, instance } = serverOf(config);
  return {
    address: instance ? `${host}\\${instance}` : `${host}:${config.port ?? 1433}`,
    database: config.database ?? '',
    user: config.domain ? `${config.domain}\\${config.user ?? ''}` : (config.user ?? ''),
  };
}
