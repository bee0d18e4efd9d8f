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
  #isOver = false;
  #turn: Promise<void> = Promise.resolve();
  readonly #ended = (): void => {
    this.#isOver = true;
  };

  constructor(client: pg.Client, server: StateServer) {
    this.client = client;
    this.#server = server;
    client.once('end', this.#ended);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether nothing is under way by it: neither a statement nor a transaction. */
  get isAtRest(): boolean {
    const client = this.client as AskedClient;
    return !this.#isOver && client.readyForQuery === true && client.getTransactionStatus() === 'I';
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
      try {
        return await client.query(text, parameters);
      } catch (error) {
        if (!(error instanceof StateError) || error.code !== 'STATE_SERVER_UNREACHABLE')
          throw error;
        throw this.lost(error);
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
    const address = addressOf(this.#server);
    return new StateError(serverErrors.sessionLost({ address }), { cause });
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.client.end().catch(() => undefined);
  }
}
