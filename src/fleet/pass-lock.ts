import type { Clock } from '../clock.ts';
import { AdvisoryLock } from '../state/postgres/locks/advisory-lock.ts';
import { lockKey } from '../state/postgres/locks/lock-keys.ts';
import type { StateServer } from '../state/postgres/server.ts';

/**
 * Does what frees something of a clinic for others, while no pass of it is under way on any machine. A holder that is
 * silent is ended, as by whoever waits for a pass.
 *
 * @param server where the clinic's state is.
 * @returns null, with `wait` false: a pass is under way.
 */
export async function withoutPass<T>(
  server: StateServer,
  {
    number,
    clock,
    signal,
    wait,
  }: {
    readonly number: number;
    readonly clock: Clock;
    readonly signal?: AbortSignal;
    readonly wait: boolean;
  },
  work: () => Promise<T>,
): Promise<T | null> {
  const lock = new AdvisoryLock(server, lockKey('pass', number), clock);
  try {
    const held = wait ? await lock.acquire(signal ? { signal } : {}) : await lock.tryAcquire();
    if (held === null) return null;
    try {
      return await work();
    } finally {
      held.release();
    }
  } finally {
    await lock.close();
  }
}
