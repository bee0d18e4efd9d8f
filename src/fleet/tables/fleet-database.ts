import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { fleetSchema } from './steps.ts';

/** The connections that a fleet's tables are reached by. */
export class FleetDatabase {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  async rows<Row>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return await this.with((client) => rowsOf<Row>(client, text, values));
  }

  /** All or nothing. */
  async transaction<T>(work: (client: PostgresPoolClient) => Promise<T>): Promise<T> {
    return await this.with(async (client) => {
      await client.query('begin', []);
      try {
        const result = await work(client);
        await client.query('commit', []);
        return result;
      } catch (error) {
        await client.query('rollback', []).catch(() => undefined);
        throw error;
      }
    });
  }

  /** All or nothing, and nobody else changes who claims what meanwhile. */
  async alone<T>(work: (client: PostgresPoolClient) => Promise<T>): Promise<T> {
    return await this.transaction(async (client) => {
      await client.query(`lock table ${fleetSchema}.fleet_clinics in share row exclusive mode`, []);
      return await work(client);
    });
  }

  async with<T>(work: (client: PostgresPoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    try {
      return await work(client);
    } finally {
      client.release();
    }
  }
}

export async function rowsOf<Row>(
  client: PostgresPoolClient,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const { rows } = await client.query<Row>(text, values);
  return rows;
}

/** The server's clock, ms. */
export const serverMs = ms('pg_catalog.clock_timestamp()');

/** A moment of the server as a number. */
export function ms(moment: string): string {
  return `(extract(epoch from ${moment}) * 1000)::double precision`;
}
