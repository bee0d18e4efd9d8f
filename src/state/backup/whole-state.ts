import type { Kysely } from 'kysely';
import { Meta, type stateRestored } from '../account/meta.ts';
import type { Recognising } from '../home.ts';
import { type Moved, movedSchema } from '../move/moved.ts';
import type { LockHolder } from '../processes/pass-lock.ts';
import type { MutualLock } from '../processes/process-lock.ts';
import type { StateTables } from '../shape/schema.ts';
import type { Present } from './restore-present.ts';

type LockName = 'pass' | 'refresh' | 'service';

/** What whoever copies or exchanges a whole state needs of where it lives. */
export interface WholeState {
  /** For people. */
  readonly name: string;
  isThere(): Promise<boolean>;
  /** Writes the state as it is at one moment into a new SQLite file that stands on its own. @throws StateError */
  copyTo(file: string): Promise<void>;
  /** What a restore has to know of it. */
  present(): Promise<Present>;
  lock(kind: LockName): Promise<MutualLock>;
  /** Who holds the lock, or held it last; nobody signs for a refresh. */
  holder(kind: LockName): Promise<LockHolder | null>;
  /** Puts the state of a file in the place of this one, in one step; `present` is what stands there. */
  put(file: string, present: Present): Promise<void>;
  /** What tells whether the state may be used, and by which key; null: nothing has begun there. */
  standing(): Promise<Standing | null>;
  /**
   * Durable when it resolves; for whoever holds the locks. A pass that has signed has lost its lock by it.
   *
   * @param doubt why everything is to be compared before anything is created.
   */
  setMoved(moved: Moved | null, doubt?: typeof stateRestored): Promise<void>;
  /** For whoever holds the pass lock: whether the state has fallen back, which it then keeps. */
  recognise(how: Recognising): Promise<void>;
  /** That every lock that was taken is still held. @throws StateError STATE_LOCK_LOST */
  proveHeld(): Promise<void>;
  close(): Promise<void>;
}

export interface Standing {
  /** See `keyCheckOf`. */
  readonly keyCheck: string;
  /** Null: no account was met yet. */
  readonly accountId: number | null;
  readonly moved: Moved | null;
}

/** By the facts that a state keeps. */
export function standingBy(fact: (name: string) => unknown): Standing | null {
  const keyCheck = fact('keyCheck');
  if (typeof keyCheck !== 'string') return null;
  const accountId = fact('accountId');
  return {
    keyCheck,
    accountId: typeof accountId === 'number' ? accountId : null,
    moved: movedSchema.safeParse(fact('moved')).data ?? null,
  };
}

/** As `setMoved`, in a transaction of the state. */
export async function markMoved(
  tx: Kysely<StateTables>,
  moved: Moved | null,
  doubt?: typeof stateRestored,
): Promise<void> {
  const meta = new Meta(tx);
  if (moved === null) await meta.clear('moved');
  else await meta.set('moved', moved);
  if (doubt !== undefined) await meta.doubt(doubt);
}
