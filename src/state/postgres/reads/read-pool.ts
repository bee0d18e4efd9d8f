import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Clock } from '../../../clock.ts';
import { StateError } from '../../file/errors.ts';
import { poolOf, poolThroughPooler } from '../connections.ts';
import { addressOf, type StateServer } from '../server.ts';
import { serverErrors } from '../server-errors.ts';
import { failureCode, noFreeConnection } from '../server-failure.ts';
import { OwnServer, type WhichServer, whichServer } from './same-server.ts';

/** An address that did not do is left alone for so long. */
const restMs = 30_000;
/** As long as a page may wait before it is answered by the other address. */
const patience = { connectMs: 5_000, answerMs: 20_000 } as const;
/** Connections by it. */
export const mostReads = 4;

type Told = Readonly<Record<'code' | 'message' | 'hint', string>>;

export interface ReadLog {
  error(facts: Told, words: string): void;
  warn(facts: Told, words: string): void;
  info(words: string): void;
}

interface ReadPoolParts {
  /** Where `STATE_READ_URL` leads to. */
  readonly reads: StateServer;
  /** Connections by `STATE_URL`: they tell which server the state's own is. */
  readonly main: PostgresPool;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log?: ReadLog;
}

/**
 * Reads of the pages by an address of their own, which may lead through a pooler: each statement has a transaction to
 * itself that writes nothing and in which the session says whose it is. So no session is relied on beyond a transaction,
 * and nothing is shown of a server that is not the state's own, whatever the pooler does between two statements. What
 * cannot be read so is read by `STATE_URL`, from the start on: an address of the pages alone stops nothing else.
 */
export class ReadPool {
  readonly #parts: ReadPoolParts;
  readonly #reads: PostgresPool;
  readonly #own: OwnServer;
  /** Why it is left alone, and when it is tried again, monotonic ms; null: it does. */
  #rest: { readonly code: string; readonly until: number } | null = null;

  private constructor(parts: ReadPoolParts) {
    this.#parts = parts;
    this.#reads = poolThroughPooler(parts.reads, { most: mostReads, ...patience });
    this.#own = new OwnServer(parts.main, () => parts.clock.monotonic());
  }

  /** Whether it may be used is tried at once, so that the log says so before anybody looks at a page. */
  static async open(parts: ReadPoolParts & { readonly log: ReadLog }): Promise<ReadPool> {
    const pool = new ReadPool(parts);
    try {
      await pool.#asked('select 1', []);
    } catch (error) {
      if (!isOfReads(error)) {
        await pool.end();
        throw error;
      }
      pool.#leave(error);
    }
    return pool;
  }

  /** @throws StateError STATE_READ_ELSEWHERE, STATE_READ_DENIED, STATE_READ_AWAY */
  static async prove(server: StateServer, parts: Omit<ReadPoolParts, 'main'>): Promise<void> {
    const main = poolOf(server, { most: 1 });
    const pool = new ReadPool({ ...parts, main });
    try {
      await pool.#asked('select 1', []);
    } finally {
      await pool.end();
      await main.end();
    }
  }

  /**
   * Its clients take a connection for each statement anew.
   *
   * @param main connections by `STATE_URL`, for what cannot be read by the other address; they are the caller's.
   */
  orBy(main: PostgresPool): PostgresPool {
    const query = async (text: string, values: readonly unknown[] = []) =>
      await this.#read(main, text, values);
    // Kysely asks for cursors too, which nothing here uses.
    const client = { query, release: () => undefined } as unknown as PostgresPoolClient;
    return { options: {}, connect: async () => client, end: async () => undefined };
  }

  async end(): Promise<void> {
    await this.#reads.end();
  }

  async #read(main: PostgresPool, text: string, values: readonly unknown[]) {
    if (!/^\s*(select|with)\b/i.test(text)) throw new Error('a page only reads by this address');
    if (this.#rest === null || this.#parts.clock.monotonic() >= this.#rest.until) {
      try {
        const result = await this.#asked(text, values);
        this.#return();
        return result;
      } catch (error) {
        if (!(error instanceof AllBusy)) {
          if (!isOfReads(error)) throw error;
          this.#leave(error);
        }
      }
    }
    const client = await main.connect();
    return await inTransaction(client, async () => {
      await client.query('begin transaction read only', []);
      return await client.query(text, values);
    });
  }

  #leave(error: StateError): void {
    const { clock, log } = this.#parts;
    const { code, message, hint, retryable } = error;
    const isNews = this.#rest?.code !== code;
    this.#rest = { code, until: clock.monotonic() + restMs };
    if (!isNews) return;
    const words = 'the pages do not read by STATE_READ_URL but by STATE_URL';
    // What nobody has to mend passes by itself.
    if (retryable) log?.warn({ code, message, hint }, words);
    else log?.error({ code, message, hint }, words);
  }

  #return(): void {
    if (this.#rest === null) return;
    this.#rest = null;
    this.#parts.log?.info('the pages read by STATE_READ_URL again');
  }

  async #asked(text: string, values: readonly unknown[]) {
    const client = await this.#told(() => this.#reads.connect(), true);
    return await inTransaction(client, async () => {
      const server = await this.#told(() => begun(client), true);
      if (!(await this.#own.is(server))) {
        const address = addressOf(this.#parts.reads);
        throw new StateError(serverErrors.readElsewhere({ address }));
      }
      return await this.#told(() => client.query(text, values), false);
    });
  }

  /**
   * What tells of a server is this address's.
   *
   * @param isAllItsOwn so is all else; otherwise that is the statement's own.
   */
  async #told<T>(work: () => Promise<T>, isAllItsOwn: boolean): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const reason = failureCode(error);
      if (reason === noFreeConnection) throw new AllBusy();
      const isOfServer = error instanceof StateError && reason !== writes;
      if (!isOfServer && !isAllItsOwn) throw error;
      const parts = { address: addressOf(this.#parts.reads), reason: reason ?? 'UNKNOWN' };
      const isPassing = !(error instanceof StateError) || error.retryable;
      const kind = isPassing ? serverErrors.readAway : serverErrors.readDenied;
      throw new StateError(kind(parts), { cause: error });
    }
  }
}

/** All connections by the address are in use: it is there, but not for this statement. */
class AllBusy extends Error {}

/** The code of a server for a statement that writes where nothing may: whatever the address, it fails. */
const writes = '25006';

/** Gives the client back; one that stands within a transaction is ended, and its transaction with it. */
async function inTransaction<T>(client: PostgresPoolClient, work: () => Promise<T>): Promise<T> {
  let isOver = false;
  try {
    const result = await work();
    await client.query('commit', []);
    isOver = true;
    return result;
  } finally {
    client.release(!isOver);
  }
}

/** @returns which server it is that the transaction has begun on. */
async function begun(client: PostgresPoolClient): Promise<string> {
  // In one message: a pooler gives all of it, and what follows up to the end, to one session.
  const results: unknown = await client.query(
    `begin transaction isolation level read committed, read only; ${whichServer}`,
    [],
  );
  // Of several statements there are several results, which Kysely's type does not tell of.
  const [, told]: readonly { readonly rows: readonly WhichServer[] }[] = Array.isArray(results)
    ? results
    : [];
  const server = told?.rows[0]?.server;
  if (server === undefined) throw new Error('a session does not say which server it is on');
  return server;
}

const isOfReads = (error: unknown): error is StateError =>
  error instanceof StateError && error.code.startsWith('STATE_READ_');
