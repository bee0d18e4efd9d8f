import { resolve } from 'node:path';
import { type CompiledQuery, type Dialect, Kysely } from 'kysely';
import type { Logger } from 'pino';
import { openSqlite } from '../sqlite-dialect.ts';
import { toIdentError } from './driver-error.ts';
import { IdentError, identErrors, type Target } from './errors.ts';
import { serverOf } from './mssql/options.ts';

/** The two databases that the same queries run on. */
export type Flavor = 'mssql' | 'sqlite';

/** Where the clinic's database is, as the settings say (DB_*). */
export interface DatabaseConfig {
  readonly client: Flavor;
  /** SQLite only. */
  readonly file?: string;
  /** A name, an address, or `HOST\NAME`. */
  readonly host?: string;
  readonly port?: number;
  /** A named instance; beats the port. */
  readonly instance?: string;
  readonly database?: string;
  readonly user?: string;
  readonly password?: string;
  /** Makes the login a Windows one (NTLM). */
  readonly domain?: string;
  readonly encrypt?: boolean;
  readonly trustCertificate?: boolean;
  readonly tlsMin?: '1.0' | '1.1' | '1.2' | '1.3';
  readonly connectionTimeoutMs?: number;
  /** Bounds every statement from its sending to its last row. */
  readonly commandTimeoutMs?: number;
}

/** Table names are known at run time only, from the catalogue: rows are `unknown` until parsed. */
export type AnyTables = Record<string, Record<string, unknown>>;

/** What bounds one statement. */
export interface ReadBounds {
  /** Less than the settings' own limit. */
  readonly withinMs?: number | undefined;
  /** Ends the statement at once, whatever the server does. */
  readonly signal?: AbortSignal | undefined;
}

export interface Connection {
  readonly db: Kysely<AnyTables>;
  /**
   * Carries a statement out and hands over its rows.
   *
   * @throws whatever the driver throws, or the signal's reason.
   */
  read(
    query: CompiledQuery,
    bounds: ReadBounds,
  ): Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly flavor: Flavor;
  /** How errors and identities name this database. */
  readonly target: Target;
  close(): Promise<void>;
}

export interface ConnectionContext {
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Opens the clinic's database for reading (I6). SQL Server is not spoken to before the first statement.
 *
 * @throws IdentError when an SQLite file cannot be opened.
 */
export async function openReadOnly(
  config: DatabaseConfig,
  context: ConnectionContext,
): Promise<Connection> {
  return await open(config, context, true);
}

/** Opens a database to be filled: for `sample-db` alone. An SQLite file is created when absent. */
export async function openWritable(
  config: DatabaseConfig,
  context: ConnectionContext,
): Promise<Connection> {
  return await open(config, context, false);
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

function sqlite(config: DatabaseConfig, target: Target, readOnly: boolean): Connection {
  if (!config.file) throw new IdentError(identErrors.fileNotFound(target));
  let dialect: Dialect;
  try {
    dialect = openSqlite(config.file, { readOnly, bigints: readOnly }).dialect;
  } catch (error) {
    throw toIdentError(error, target);
  }
  const db = new Kysely<AnyTables>({ dialect });
  return {
    ...{ db, target, flavor: 'sqlite' },
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
