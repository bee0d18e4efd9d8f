import type { Kysely } from 'kysely';
import type { Scratch } from '../scratch.ts';
import type { StateTables } from '../shape/schema.ts';
import { oneSession } from './connections.ts';
import { tablesIn } from './dialect.ts';
import type { StateServer } from './server.ts';

/** The temporary tables of a session of their own, beside the state's and gone with it. */
export class ServerScratch implements Scratch {
  readonly #server: StateServer;
  #db: Kysely<StateTables> | null = null;

  constructor(server: StateServer) {
    this.#server = server;
  }

  get db(): Kysely<StateTables> {
    this.#db ??= tablesIn(this.#server.schema, oneSession(this.#server));
    return this.#db;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#db?.destroy();
  }
}
