import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Clock } from '../../../clock.ts';
import { StateError } from '../../file/errors.ts';
import { poolThroughPooler } from '../connections.ts';
import { addressOf, type StateServer } from '../server.ts';
import { serverErrors } from '../server-errors.ts';
import { OwnServer, type WhichServer, whichServer } from './same-server.ts';

/** An address that did not do is left alone for so long. */
const restMs = 30_000;
/** As long as a page may wait before it is answered by the other address. */
const patience = { connectMs: 5_000, answerMs: 20_000 } as const;
/** Connections by it. */
export const mostReads = 4;

export interface ReadLog {
  warn(facts: { readonly code: string; readonly message: string }, words: string): void;
  info(words: string): void;
}

interface ReadPoolParts {
  /** Where `STATE_READ_URL` leads to. */
  readonly reads: StateServer;
  /** Connections by `STATE_URL`: they answer where the other address does not. */
  readonly main: PostgresPool;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log?: ReadLog;
}

/**
 * Reads of the pages by an address of their own, which may lead through a pooler: each statement has a transaction to
 * itself that writes nothing and in which the session says whose it is. So no session is relied on beyond a transaction,
 * and nothing is shown of a server that is not the state's own, whatever the pooler does between two statements. What
 * cannot be read so is read by `STATE_URL`.
 */
export class ReadPool implements PostgresPool {
  readonly options = {};
  readonly #parts: ReadPoolParts;
  readonly #reads: PostgresPool;
  readonly #own: OwnServer;
  /** When it is tried again, monotonic ms; null: it does. */
  #restsUntil: number | null = null;

  private constructor(parts: ReadPoolParts) {
    this.#parts = parts;
    this.#reads = poolThroughPooler(parts.reads, { most: mostReads, ...patience });
    this.#own = new OwnServer(parts.main, () => parts.clock.monotonic());
  }

  /**
   * Whether it may be used is tried at once; one that does not answer for the moment will.
   *
   * @throws StateError STATE_READ_ELSEWHERE, STATE_READ_DENIED
   */
  static async open(parts: ReadPoolParts & { readonly log: ReadLog }): Promise<ReadPool> {
    const pool = new ReadPool(parts);
    try {
      await pool.#asked('select 1', []);
    } catch (error) {
      if (isOfReads(error) && error.retryable) pool.#leave(error);
      else {
        await pool.end();
        throw error;
      }
    }
    return pool;
  }

  /** @throws StateError STATE_READ_ELSEWHERE, STATE_READ_DENIED, STATE_READ_AWAY */
  static async prove(parts: ReadPoolParts): Promise<void> {
    const pool = new ReadPool(parts);
    try {
      await pool.#asked('select 1', []);
    } finally {
      await pool.end();
    }
  }

  /** A client that takes a connection for each statement anew. */
  async connect(): Promise<PostgresPoolClient> {
    const query = async (text: string, values: readonly unknown[] = []) =>
      await this.#read(text, values);
    // Kysely asks for cursors too, which nothing here uses.
    return { query, release: () => undefined } as unknown as PostgresPoolClient;
  }

  /** The other connections are the caller's. */
  async end(): Promise<void> {
    await this.#reads.end();
  }

  async #read(text: string, values: readonly unknown[]) {
    if (!/^\s*(select|with)\b/i.test(text)) throw new Error('a page only reads by this address');
    const { clock, main } = this.#parts;
    if (this.#restsUntil === null || clock.monotonic() >= this.#restsUntil) {
      try {
        const result = await this.#asked(text, values);
        this.#return();
        return result;
      } catch (error) {
        if (!isOfReads(error)) throw error;
        this.#leave(error);
      }
    }
    const client = await main.connect();
    try {
      return await client.query(text, values);
    } finally {
      client.release();
    }
  }

  #leave(error: StateError): void {
    const { clock, log } = this.#parts;
    const isNews = this.#restsUntil === null;
    this.#restsUntil = clock.monotonic() + restMs;
    if (!isNews) return;
    const { code, message } = error;
    log?.warn({ code, message }, 'the pages do not read by STATE_READ_URL but by STATE_URL');
  }

  #return(): void {
    if (this.#restsUntil === null) return;
    this.#restsUntil = null;
    this.#parts.log?.info('the pages read by STATE_READ_URL again');
  }

  async #asked(text: string, values: readonly unknown[]) {
    const client = await this.#told(() => this.#reads.connect());
    let isOver = false;
    try {
      const server = await this.#told(() => begun(client));
      if (server === undefined || !(await this.#own.is(server))) {
        const address = addressOf(this.#parts.reads);
        throw new StateError(serverErrors.readElsewhere({ address }));
      }
      return await this.#told(async () => {
        const result = await client.query(text, values);
        await client.query('commit', []);
        isOver = true;
        return result;
      });
    } finally {
      // One that stands within a transaction is ended, and its transaction with it.
      client.release(!isOver);
    }
  }

  /** What tells of a server is this address's; all else is the statement's own. */
  async #told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      const parts = { address: addressOf(this.#parts.reads), reason: error.code };
      const kind = error.retryable ? serverErrors.readAway : serverErrors.readDenied;
      throw new StateError(kind(parts), { cause: error });
    }
  }
}

/** @returns which server it is that the transaction has begun on. */
async function begun(client: PostgresPoolClient): Promise<string | undefined> {
  // In one message: a pooler gives all of it, and what follows up to the end, to one session.
  const results: unknown = await client.query(
    `begin transaction isolation level read committed, read only; ${whichServer}`,
    [],
  );
  // Of several statements there are several results, which Kysely's type does not tell of.
  const [, told] = results as readonly { readonly rows: readonly WhichServer[] }[];
  return told?.rows[0]?.server;
}

const isOfReads = (error: unknown): error is StateError =>
  error instanceof StateError && error.code.startsWith('STATE_READ_');
