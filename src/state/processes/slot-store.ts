import { renameSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import {
  type Instant,
  type LimiterState,
  limiterStateSchema,
  lostLimiterState,
  type SlotStore,
} from '../../amocrm/limiter/limiter-state.ts';
import { closeToOthers, codesOf } from '../file/disk.ts';
import { stateFailure, statementFailure } from '../file/state-failure.ts';

/** What the state beside it tells of the account's traffic, for when the pace itself is lost. */
export interface TrafficMemory {
  /** amoCRM was called before. */
  readonly wasUsed: boolean;
  /** The last that is known is that amoCRM blocked us. */
  readonly isBlocked: boolean;
}

interface SlotStoreOptions {
  readonly now: () => Instant;
  readonly memory: () => TrafficMemory;
}

/**
 * The limiter's state for all processes of the account: read, stepped and written in one immediate transaction.
 *
 * In a file of its own beside the state: a slot is taken while a transaction of the pass is open, and SQLite, which
 * waits for locks without giving way to anybody, would wait for its own process. It need not survive a power cut: one
 * that is damaged or gone is made anew, and begins as if the present second had been used up, and the circuit were open
 * if the state says so.
 */
export class FileSlotStore implements SlotStore {
  readonly #file: string;
  readonly #options: SlotStoreOptions;
  #open: OpenFile;

  constructor(file: string, options: SlotStoreOptions) {
    this.#file = file;
    this.#options = options;
    try {
      this.#open = openFile(file);
    } catch (error) {
      if (!isDamaged(error)) throw error;
      this.#open = this.#madeAnew();
    }
  }

  async transact<T>(step: (state: LimiterState | null) => readonly [LimiterState, T]): Promise<T> {
    try {
      // Another process has made it anew: ours is a file that nobody else counts in.
      if (inodeOf(this.#file) !== this.#open.inode) this.#reopen();
      return this.#step(step);
    } catch (error) {
      if (!isDamaged(error)) throw statementFailure(error, this.#file);
    }
    try {
      this.#open.database.close();
      this.#open = this.#madeAnew();
      return this.#step(step);
    } catch (error) {
      throw stateFailure(error, this.#file);
    }
  }

  close(): void {
    this.#open.database.close();
  }

  #step<T>(step: (state: LimiterState | null) => readonly [LimiterState, T]): T {
    const { database, write } = this.#open;
    try {
      database.exec('begin immediate');
      const [next, result] = step(this.#read());
      write.run(JSON.stringify(next));
      database.exec('commit');
      return result;
    } catch (error) {
      // A full disk has ended it already.
      if (database.isTransaction) database.exec('rollback');
      throw error;
    }
  }

  #read(): LimiterState | null {
    const row = this.#open.read.get();
    if (row === undefined) return this.#options.memory().wasUsed ? this.#lost() : null;
    return parsed(row['state']) ?? this.#lost();
  }

  #lost(): LimiterState {
    const { now, memory } = this.#options;
    return lostLimiterState(now(), memory().isBlocked);
  }

  #reopen(): void {
    this.#open.database.close();
    this.#open = openFile(this.#file);
  }

  /** Put in place whole: a process that looks for the file finds the old one or the new one. */
  #madeAnew(): OpenFile {
    const next = `${this.#file}.${process.pid}`;
    rmSync(next, { force: true });
    closeToOthers(next);
    {
      using database = new DatabaseSync(next);
      database.exec(`pragma journal_mode = delete; ${table}`);
      database.prepare(upsert).run(JSON.stringify(this.#lost()));
    }
    // A log of the old file would be played into the new one.
    for (const suffix of ['-wal', '-shm']) rmSync(`${this.#file}${suffix}`, { force: true });
    renameSync(next, this.#file);
    return openFile(this.#file);
  }
}

interface OpenFile {
  readonly database: DatabaseSync;
  /** Every request takes a slot: parsing these two anew would cost more than carrying them out. */
  readonly read: StatementSync;
  readonly write: StatementSync;
  readonly inode: bigint | null;
}

const table =
  'create table if not exists limiter (one integer primary key check (one = 1), state text not null);';

const upsert =
  'insert into limiter (one, state) values (1, ?) on conflict do update set state = excluded.state';

function openFile(file: string): OpenFile {
  const database = new DatabaseSync(file, { timeout: 30_000 });
  try {
    database.exec(`pragma journal_mode = wal; pragma synchronous = off; ${table}`);
    const read = database.prepare('select state from limiter');
    return { database, read, write: database.prepare(upsert), inode: inodeOf(file) };
  } catch (error) {
    database.close();
    throw error;
  }
}

function parsed(text: unknown): LimiterState | null {
  if (typeof text !== 'string') return null;
  try {
    return limiterStateSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Asked by name: opening and closing the file would drop the locks of this process. */
const inodeOf = (file: string): bigint | null =>
  statSync(file, { bigint: true, throwIfNoEntry: false })?.ino ?? null;

/** SQLite's codes for a file that is no database, no whole one, or another one: its table is not there. */
function isDamaged(error: unknown): boolean {
  const { errcode } = codesOf(error);
  const shortRead = 522;
  return errcode !== null && ([1, 11, 26].includes(errcode & 0xff) || errcode === shortRead);
}
