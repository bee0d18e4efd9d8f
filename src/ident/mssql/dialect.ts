import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  MssqlAdapter,
  MssqlIntrospector,
  MssqlQueryCompiler,
  type QueryResult,
} from 'kysely';
import { Pool } from 'tarn';
import { MssqlSession, type SessionContext } from './session.ts';

/** Kysely on SQL Server with at most two sessions (I6), both opened when first needed. */
export function mssqlDialect(context: SessionContext, readOnly: boolean): Dialect {
  return {
    createAdapter: () => new MssqlAdapter(),
    createDriver: () => new MssqlPoolDriver(context, readOnly),
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
  readonly #pool: Pool<PooledConnection>;

  constructor(context: SessionContext, readOnly: boolean) {
    // Above the session's own limits, which say more of the cause.
    const patience = (context.config.connectionTimeoutMs ?? 30_000) * 2 + 10_000;
    this.#pool = new Pool<PooledConnection>({
      min: 0,
      max: 2,
      createTimeoutMillis: patience,
      acquireTimeoutMillis: patience + (context.config.commandTimeoutMs ?? 30_000),
      // A refused login is told at once, not asked for again until the time is over.
      propagateCreateError: true,
      create: async () => new PooledConnection(await MssqlSession.open(context, readOnly)),
      validate: (connection) => connection.session.alive,
      destroy: (connection) => connection.session.close(),
    });
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PooledConnection> {
    return await this.#pool.acquire().promise;
  }

  async beginTransaction(connection: PooledConnection): Promise<void> {
    await connection.session.begin();
  }

  async commitTransaction(connection: PooledConnection): Promise<void> {
    await connection.session.commit();
  }

  async rollbackTransaction(connection: PooledConnection): Promise<void> {
    await connection.session.rollback();
  }

  async releaseConnection(connection: PooledConnection): Promise<void> {
    this.#pool.release(connection);
  }

  async destroy(): Promise<void> {
    await this.#pool.destroy();
  }
}
