import type { CompiledQuery, Kysely } from 'kysely';
import type { Logger } from 'pino';

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

/** Where the database is looked for, as the settings say: fit to be shown, holds no secret. */
export interface Target {
  /** `10.0.0.5:1433`, `SERVER\SQLEXPRESS`, a file's path. */
  readonly address: string;
  readonly database: string;
  readonly user: string;
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
