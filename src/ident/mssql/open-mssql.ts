import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  MssqlAdapter,
  MssqlIntrospector,
  MssqlQueryCompiler,
  type QueryResult,
} from 'kysely';
import type { AnyTables, Connection } from '../connection/connection.ts';
import type { SessionContext } from './options.ts';
import type { MssqlSession } from './session.ts';
import { SessionPool } from './session-pool.ts';

/** SQL Server, not spoken to before the first statement. A reader has one session: its statements go one by one (I6). */
export function openMssql(context: SessionContext, readOnly: boolean): Connection {
  const pool = new SessionPool(context, readOnly);
  const db = new Kysely<AnyTables>({ dialect: mssqlDialect(pool) });
  return {
    db,
    target: context.target,
    flavor: 'mssql',
    read: async (query, bounds) => {
      const session = await pool.acquire(bounds.signal);
      try {
        return (await session.run(query.sql, query.parameters, bounds)).rows;
      } finally {
        pool.release(session);
      }
    },
    close: async () => {
      // Kysely closes only what itself has used.
      await db.destroy();
      await pool.close();
    },
  };
}

function mssqlDialect(pool: SessionPool): Dialect {
  return {
    createAdapter: () => new MssqlAdapter(),
    createDriver: () => new MssqlPoolDriver(pool),
    createIntrospector: (db: Kysely<unknown>) => new MssqlIntrospector(db),
    createQueryCompiler: () => new MssqlQueryCompiler(),
  };
}

class PooledConnection implements DatabaseConnection {
  readonly session: MssqlSession;

  constructor(session: MssqlSession) {
    this.session = session;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, affected } = await this.session.run(query.sql, query.parameters);
    // Kysely's callers state the row type; rows are parsed where they are read.
    return { rows: rows as R[], numAffectedRows: BigInt(affected) };
  }

  /** Reading goes by pages, so that no cursor stays open on the clinic's server. */
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}

class MssqlPoolDriver implements Driver {
  readonly #pool: SessionPool;

  constructor(pool: SessionPool) {
    this.#pool = pool;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PooledConnection> {
    return new PooledConnection(await this.#pool.acquire());
  }

  async beginTransaction({ session }: PooledConnection): Promise<void> {
    await session.transaction('beginTransaction');
  }

  async commitTransaction({ session }: PooledConnection): Promise<void> {
    await session.transaction('commitTransaction');
  }

  async rollbackTransaction({ session }: PooledConnection): Promise<void> {
    await session.transaction('rollbackTransaction');
  }

  async releaseConnection({ session }: PooledConnection): Promise<void> {
    this.#pool.release(session);
  }

  async destroy(): Promise<void> {
    await this.#pool.close();
  }
}
