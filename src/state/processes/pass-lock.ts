import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Kysely } from 'kysely';
import { StateError, stateErrors } from '../file/errors.ts';
import type { Recognising } from '../home.ts';
import type { StateTables } from '../shape/schema.ts';
import { upsert } from '../shape/upsert.ts';
import type { Held, MutualLock } from './process-lock.ts';

export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly command: string;
  readonly since: number;
}

/** Who takes the lock. */
interface LockTaker {
  /** `service` is held by a service as long as it lives. */
  readonly lock: 'pass' | 'service';
  readonly now: () => number;
  /** Whether the store is still the one that was opened; throws when it is not. */
  readonly check: () => Promise<void>;
  /** Whether the lock that was just taken keeps others out; throws when it does not. */
  readonly prove: (how: Recognising) => void | Promise<void>;
}

/** What a lock is to its users. */
export type Lock = Pick<PassLock, 'acquire' | 'current'>;

/**
 * One writer per account, for the length of a pass, and one service, for its life; whoever finds it taken can say by
 * whom.
 */
export class PassLock {
  /** What this process has signed with, as long as it holds the lock. */
  #token: string | null = null;
  readonly #lock: MutualLock;
  readonly #db: Kysely<StateTables>;
  readonly #self: LockTaker;

  constructor(lock: MutualLock, db: Kysely<StateTables>, self: LockTaker) {
    this.#lock = lock;
    this.#db = db;
    this.#self = self;
  }

  /**
   * Takes the lock for `command`; waits for its owner unless `wait` is false.
   *
   * @throws StateError STATE_LOCKED (exit 11) without `wait`; STATE_REPLACED; STATE_LOCK_USELESS, STATE_LOCK_UNPROVEN.
   */
  async acquire(options: {
    readonly command: string;
    readonly wait: boolean;
    readonly signal?: AbortSignal;
    readonly onWait?: (holder: LockHolder | null) => void;
    readonly onFellBack?: () => void;
  }): Promise<Held> {
    let held = await this.#lock.tryAcquire({ takesOver: true });
    if (held === null) {
      const holder = await this.holder();
      if (!options.wait)
        throw new StateError(stateErrors.locked({ holder: describeHolder(holder) }));
      options.onWait?.(holder);
      held = await this.#lock.acquire({ signal: options.signal });
    }
    const token = randomBytes(12).toString('base64url');
    let signed: Promise<void> | null = null;
    const onFellBack = () => {
      // The lock is ours, and the wait is long: whoever asks meanwhile is not told of the one before.
      signed = this.#sign(options.command, token);
      signed.catch(() => undefined);
      options.onFellBack?.();
    };
    try {
      await this.#self.prove({ ...options, onFellBack });
      await signed;
      await this.#self.check();
      await this.#sign(options.command, token);
    } catch (error) {
      held.release();
      throw error;
    }
    this.#token = token;
    return {
      release: () => {
        this.#token = null;
        held.release();
      },
    };
  }

  /**
   * Within a transaction of whoever holds the lock: that nobody else has signed since. A lock that lets two in is found
   * out here, before anything of the first one is recorded or sent. Holds for whoever holds no lock.
   *
   * @throws StateError STATE_LOCK_LOST
   */
  async proveHeld(db: Kysely<StateTables>): Promise<void> {
    if (this.#token === null) return;
    const found = await this.#signature(db);
    if (found?.token === this.#token) return;
    throw new StateError(stateErrors.lockLost({ holder: describeHolder(found ?? null) }));
  }

  /** For whom others wait, and by what this holder knows itself. */
  async #sign(command: string, token: string): Promise<void> {
    const { lock: name, now } = this.#self;
    const who = { pid: process.pid, host: hostname(), command };
    const holder = { name, ...who, since: now(), token };
    await upsert(this.#db, 'lock_holder', [holder]);
  }

  /** Who holds the lock now, or null when nobody does. */
  async current(): Promise<LockHolder | null> {
    const free = await this.#lock.tryAcquire();
    if (free === null) return await this.holder();
    free.release();
    return null;
  }

  private async holder(): Promise<LockHolder | null> {
    const found = await this.#signature(this.#db);
    if (found === undefined) return null;
    const { pid, host, command, since } = found;
    return { pid, host, command, since };
  }

  #signature(db: Kysely<StateTables>) {
    return db
      .selectFrom('lock_holder')
      .selectAll()
      .where('name', '=', this.#self.lock)
      .executeTakeFirst();
  }
}

export const describeHolder = (holder: LockHolder | null): string =>
  holder === null ? '?' : `${holder.command}, pid ${holder.pid}, ${holder.host}`;
