import type { PostgresPool } from 'kysely';

/**
 * What no two running servers, nor two databases of one, have in common: since when the server runs, to the microsecond,
 * and the number of the database. A standby runs since another moment, and so does a copy of the data.
 */
export const whichServer = `select
  extract(epoch from pg_catalog.pg_postmaster_start_time())::text || ' ' ||
    (select oid::text from pg_catalog.pg_database where datname = pg_catalog.current_database())
    as server`;

export interface WhichServer {
  readonly server: string;
}

/** For so long it is believed that it has not become another one. */
const believedMs = 5_000;

/** The server that `STATE_URL` leads to, which may become another one: it is started anew, or another one takes over. */
export class OwnServer {
  readonly #pool: PostgresPool;
  readonly #now: () => number;
  #known: { readonly server: string; readonly at: number } | null = null;

  constructor(pool: PostgresPool, now: () => number) {
    this.#pool = pool;
    this.#now = now;
  }

  /** @throws StateError where it cannot be asked */
  async is(server: string): Promise<boolean> {
    const known = this.#known;
    const isFresh = known !== null && this.#now() - known.at < believedMs;
    if (isFresh && known.server === server) return true;
    return (await this.#ask()) === server;
  }

  async #ask(): Promise<string | undefined> {
    const at = this.#now();
    const client = await this.#pool.connect();
    try {
      const [row] = (await client.query<WhichServer>(whichServer, [])).rows;
      this.#known = row === undefined ? null : { server: row.server, at };
      return row?.server;
    } finally {
      client.release();
    }
  }
}
