import { DatabaseSync } from 'node:sqlite';
import { type LimiterState, limiterStateSchema, type SlotStore } from '../amocrm/limiter-state.ts';
import { statementFailure } from './state-failure.ts';

/**
 * The limiter's state for all processes of the account: read, stepped and written in one immediate transaction.
 *
 * In a file of its own beside the state: a slot is taken while a transaction of the pass is open, and SQLite, which
 * waits for locks without giving way to anybody, would wait for its own process. It need not survive a power cut.
 */
export class FileSlotStore implements SlotStore {
  readonly #file: string;
  readonly #database: DatabaseSync;

  constructor(file: string) {
    this.#file = file;
    this.#database = new DatabaseSync(file, { timeout: 30_000 });
    try {
      this.#database.exec(
        `pragma journal_mode = wal; pragma synchronous = off;
         create table if not exists limiter (one integer primary key check (one = 1), state text not null)`,
      );
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  async transact<T>(step: (state: LimiterState | null) => readonly [LimiterState, T]): Promise<T> {
    const database = this.#database;
    try {
      database.exec('begin immediate');
      const [next, result] = step(this.#read());
      database
        .prepare(
          'insert into limiter (one, state) values (1, ?) on conflict do update set state = excluded.state',
        )
        .run(JSON.stringify(next));
      database.exec('commit');
      return result;
    } catch (error) {
      // A full disk has ended it already.
      if (database.isTransaction) database.exec('rollback');
      throw statementFailure(error, this.#file);
    }
  }

  close(): void {
    this.#database.close();
  }

  #read(): LimiterState | null {
    const row = this.#database.prepare('select state from limiter').get();
    const state = row?.['state'];
    if (typeof state !== 'string') return null;
    // What an older version wrote otherwise is dropped: the limiter begins anew, evenly spaced.
    return limiterStateSchema.safeParse(JSON.parse(state)).data ?? null;
  }
}
