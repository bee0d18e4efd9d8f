import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import { type PreparedStatement, StatementCache } from './statement-cache.ts';

export interface SqliteOptions {
  /** Opens an existing file and refuses every write; else the file is created when absent. */
  readonly readOnly?: boolean;
  /** How long a statement waits for another process's lock. */
  readonly busyTimeoutMs?: number;
  /** Integers come as `bigint`: for foreign files, where one beyond 2^53 must not throw away its whole row. */
  readonly bigints?: boolean;
  /** What to throw for an error of SQLite; by default the error itself. */
  readonly failure?: (error: unknown) => unknown;
}

export interface OpenedSqlite {
  /** For pragmas and whatever Kysely has no words for; closed by `db.destroy()`. */
  readonly database: DatabaseSync;
  readonly dialect: SqliteDialect;
}

/** Opens a file with Node's own SQLite and puts Kysely's dialect on it. */
export function openSqlite(path: string, options: SqliteOptions = {}): OpenedSqlite {
  const readOnly = options.readOnly ?? false;
  const database = new DatabaseSync(path, {
    readOnly,
    timeout: options.busyTimeoutMs ?? 5_000,
    readBigInts: options.bigints ?? false,
  });
  const { failure = (error) => error } = options;
  return {
    database,
    dialect: new NodeSqliteDialect({ database: forKysely(database, readOnly, failure) }),
  };
}

/** SQLite rolls back DDL too: a migration that is broken off, or meets another process's, leaves no half shape. */
class NodeSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

type Failure = (error: unknown) => unknown;

/** Kysely's dialect is written for better-sqlite3: parameters as an array, `reader` on statements. */
function forKysely(database: DatabaseSync, readOnly: boolean, failure: Failure): SqliteDatabase {
  const statements = new StatementCache(database);
  return {
    close: () => database.close(),
    prepare: (sql) => {
      // SQLite rolls a transaction back by itself when the disk is full; Kysely's own must not hide that error.
      if (sql === 'rollback' && !database.isTransaction) return nothing;
      const text = writerBegin(sql, readOnly);
      const prepared = guarded(failure, () => statements.get(text));
      return forKyselyStatement(prepared, failure, () => database.prepare(text));
    },
  };
}

/**
 * Kysely opens every transaction by a plain `begin`. In WAL a transaction that reads before it writes then fails at
 * once with SQLITE_BUSY_SNAPSHOT when another process wrote in between, whatever the time-out: a writer has to take
 * its lock at the start.
 */
function writerBegin(sql: string, readOnly: boolean): string {
  return !readOnly && sql === 'begin' ? 'begin immediate' : sql;
}

function forKyselyStatement(
  { statement, reader }: PreparedStatement,
  failure: Failure,
  /** Rows that are taken one by one hold their statement for as long. */
  own: () => PreparedStatement['statement'],
): SqliteStatement {
  return {
    reader,
    all: (parameters) => guarded(failure, () => statement.all(...parameters.map(bound))),
    run: (parameters) => guarded(failure, () => statement.run(...parameters.map(bound))),
    iterate: (parameters) => own().iterate(...parameters.map(bound)),
  };
}

const nothing: SqliteStatement = {
  reader: true,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
};

function guarded<T>(failure: Failure, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw failure(error);
  }
}

/** `node:sqlite` takes an object in first place for named parameters and binds NULL silently: refuse it here. */
function bound(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === null || value instanceof Uint8Array) return value;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
    return value;
  }
  throw new TypeError(`SQLite cannot bind a value of type ${typeof value}`);
}
