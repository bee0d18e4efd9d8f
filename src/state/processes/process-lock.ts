import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../clock.ts';
import { closeToOthers, codesOf } from '../file/disk.ts';
import { statementFailure } from '../file/state-failure.ts';

const pollMs = 250;

/** What locks are held for: a pass, the life of a service, a refresh of tokens, a reading of IDENT beside a pass. */
type LockedFor = 'pass' | 'service' | 'refresh' | 'beside';

/** The file of a lock, beside the state. */
export const lockFile = (stateFile: string, lockedFor: LockedFor): string =>
  lockedFor === 'pass' ? `${stateFile}.lock` : `${stateFile}.${lockedFor}-lock`;

/**
 * A lock that the kernel holds for a process: SQLite's exclusive lock on a file of its own. Death frees it at once
 * (SIGKILL too), a stopped owner keeps it, and no clock or time-out can hand it to a second owner.
 */
export class ProcessLock implements MutualLock {
  readonly #file: string;
  readonly #clock: Clock;

  constructor(file: string, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
  }

  /** The lock, or null when somebody else has it. */
  tryAcquire(): Held | null {
    const database = this.#open();
    try {
      database.exec('begin exclusive');
    } catch (error) {
      database.close();
      if (isBusy(error)) return null;
      throw statementFailure(error, this.#file);
    }
    return {
      release: () => {
        if (database.isOpen) database.close();
      },
    };
  }

  #open(): DatabaseSync {
    try {
      closeToOthers(this.#file);
      return new DatabaseSync(this.#file, { timeout: 0 });
    } catch (error) {
      throw statementFailure(error, this.#file);
    }
  }

  async acquire(options: WaitOptions = {}): Promise<Held> {
    return await waitFor(() => this.tryAcquire(), this.#clock, options);
  }
}

export interface Held {
  release(): void;
}

export interface WaitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once, when there is somebody to wait for. */
  readonly onWait?: () => void;
}

/** A lock over all processes that know the state. */
export interface MutualLock {
  /**
   * The lock, or null when somebody else has it.
   *
   * @param options.takesOver ends a holder that does not stir any more, where that can be told and done.
   */
  tryAcquire(options?: { readonly takesOver: boolean }): Held | null | Promise<Held | null>;
  acquire(options?: WaitOptions): Promise<Held>;
}

/** Asks for a lock until it is free. */
export async function waitFor(
  tryAcquire: MutualLock['tryAcquire'],
  clock: Clock,
  { signal, onWait }: WaitOptions,
): Promise<Held> {
  for (let waited = false; ; ) {
    signal?.throwIfAborted();
    const held = await tryAcquire({ takesOver: true });
    if (held !== null) return held;
    if (!waited) onWait?.();
    waited = true;
    await clock.sleep(pollMs, signal);
  }
}

/** SQLITE_BUSY and its extended codes. */
function isBusy(error: unknown): boolean {
  const { errcode } = codesOf(error);
  return errcode !== null && (errcode & 0xff) === 5;
}
