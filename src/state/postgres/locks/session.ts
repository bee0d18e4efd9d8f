import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { StateError } from '../../file/errors.ts';
import { worded } from '../connections.ts';
import { addressOf, type StateServer } from '../server.ts';
import { serverErrors } from '../server-errors.ts';

/** pg tells whether it waits for an answer, and its types do not. */
type AskedClient = pg.Client & { readonly readyForQuery?: boolean };

/**
 * One session of the server. It is never made anew in silence: whoever holds a lock by it, and goes on with another one,
 * would hold nothing.
 */
export class Session {
  readonly client: pg.Client;
  readonly #server: StateServer;
  /** Whether it served somebody before: its server may have been another one's then. */
  readonly isUsed: boolean;
  #isOver = false;
  #isDoubted = false;
  #turn: Promise<void> = Promise.resolve();
  readonly #ended = (): void => {
    this.#isOver = true;
  };

  constructor(client: pg.Client, server: StateServer, { isUsed } = { isUsed: false }) {
    this.client = client;
    this.isUsed = isUsed;
    this.#server = server;
    client.once('end', this.#ended);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether somebody else may have it: nothing failed by it, and neither a statement nor a transaction is under way. */
  get isSound(): boolean {
    const client = this.client as AskedClient;
    const isAtRest = client.readyForQuery === true && client.getTransactionStatus() === 'I';
    return !this.#isOver && !this.#isDoubted && isAtRest;
  }

  /** Something of the server failed by it: it is nobody's after its holder. */
  doubt(): void {
    this.#isDoubted = true;
  }

  /** The client goes on with another holder: nothing goes by this session any more. */
  leave(): void {
    this.#isOver = true;
    this.client.off('end', this.#ended);
  }

  /** Only this session, for one transaction after the other. */
  get pool(): PostgresPool {
    return {
      options: {},
      connect: async () => {
        const before = this.#turn;
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#turn = promise;
        await before;
        if (!this.#isOver) return this.#ofPass(worded(this.client, this.#server, () => resolve()));
        resolve();
        throw this.lost();
      },
      end: async () => undefined,
    };
  }

  /** Whoever goes through it has lost what it held by it, as soon as it is gone. */
  #ofPass(client: PostgresPoolClient): PostgresPoolClient {
    const query = async (text: string, parameters: readonly unknown[]) => {
      // Its client may be another holder's by now.
      if (this.#isOver) throw this.lost();
      try {
        return await client.query(text, parameters);
      } catch (error) {
        if (!(error instanceof StateError)) throw error;
        this.doubt();
        throw error.code === 'STATE_SERVER_UNREACHABLE' ? this.lost(error) : error;
      }
    };
    // As `worded`.
    return { query, release: () => client.release() } as unknown as PostgresPoolClient;
  }

  /**
   * Tells the server that we live, for as long as it is wanted: who waits for what this session holds sees by nothing
   * else that our process was stopped, since its machine goes on answering for it.
   *
   * @returns what ends it.
   */
  beat(everyMs: number): () => void {
    const client = this.client as AskedClient;
    // By the runtime's own time, which stands where the process does.
    const timer = setInterval(() => {
      if (client.readyForQuery === true) client.query('select 1').catch(() => undefined);
    }, everyMs);
    timer.unref();
    return () => clearInterval(timer);
  }

  lost(cause?: unknown): StateError {
    this.doubt();
    const address = addressOf(this.#server);
    return new StateError(serverErrors.sessionLost({ address }), { cause });
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.client.end().catch(() => undefined);
  }
}
