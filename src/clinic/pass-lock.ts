import type { State } from '../state/open-state.ts';
import type { LockHolder } from '../state/processes/pass-lock.ts';

/** Who wants the pass lock, and how long he waits for it. */
export interface LockRequest {
  /** Named to those who wait for us. */
  readonly command: string;
  /** Default: true. */
  readonly wait?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Told for whom it waits. */
  readonly onWait?: ((holder: LockHolder | null) => void) | undefined;
  /** Told when the state has fallen back, and a while is waited for that. */
  readonly onFellBack?: (() => void) | undefined;
}

/**
 * Does what writes to amoCRM, or decides what is written, while nobody else does.
 *
 * @throws StateError STATE_LOCKED without `wait`.
 */
export async function underPassLock<T>(
  { passLock }: Pick<State, 'passLock'>,
  { command, wait = true, signal, onWait, onFellBack }: LockRequest,
  work: () => Promise<T>,
): Promise<T> {
  const held = await passLock.acquire({
    command,
    wait,
    ...(signal && { signal }),
    ...(onWait && { onWait }),
    ...(onFellBack && { onFellBack }),
  });
  try {
    return await work();
  } finally {
    held.release();
  }
}
