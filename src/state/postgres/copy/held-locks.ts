import type { Kysely } from 'kysely';
import type pg from 'pg';
import { StateError } from '../../file/errors.ts';
import type { StateTables } from '../../shape/schema.ts';
import { tablesIn } from '../dialect.ts';
import type { AdvisoryLock } from '../locks/advisory-lock.ts';
import { type LockKind, lockKey, lockOfTransaction } from '../locks/lock-keys.ts';
import type { StateServer } from '../server.ts';
import { serverFailure } from '../server-failure.ts';

/** The locks by which a whole state is kept still. */
export class HeldLocks {
  readonly #server: StateServer;
  readonly #locks = new Map<LockKind, AdvisoryLock>();

  constructor(server: StateServer) {
    this.#server = server;
  }

  add(kind: LockKind, lock: AdvisoryLock): void {
    this.#locks.set(kind, lock);
  }

  /** @throws StateError STATE_LOCK_LOST */
  async prove(): Promise<void> {
    for (const lock of this.#locks.values()) await lock.proveHeld();
  }

  /**
   * A transaction of the very session that holds the pass lock, in the turn of those that write: when that session ends,
   * so does the transaction, and nobody can have worked on the state since the lock was taken.
   *
   * @throws StateError STATE_LOCK_LOST
   */
  async transaction(
    clinic: number,
    work: (client: pg.Client, tx: Kysely<StateTables>) => Promise<void>,
  ): Promise<void> {
    const session = this.#locks.get('pass')?.holding ?? null;
    if (session === null) throw new Error('the pass lock is held by whoever writes a whole state');
    const { client } = session;
    try {
      await client.query(`begin; select ${lockOfTransaction(lockKey('write', clinic))}`);
      await work(client, tablesIn(this.#server.schema, session.pool));
      await this.prove();
      await client.query('commit');
    } catch (error) {
      const isAlive = await client.query('rollback').then(
        () => !session.isOver,
        () => false,
      );
      if (error instanceof StateError && error.code === 'STATE_LOCK_LOST') throw error;
      if (!isAlive) throw session.lost(error);
      throw serverFailure(error, this.#server);
    }
  }

  async close(): Promise<void> {
    for (const lock of this.#locks.values()) await lock.close();
  }
}
