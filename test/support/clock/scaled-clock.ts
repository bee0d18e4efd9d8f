import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../../src/clock.ts';

/**
 * Real time, run faster: for real processes whose waits of a minute shall not cost one. All processes of a test use the
 * same factor; the monotonic scale stays one for all of them.
 */
export function scaledClock(factor: number): Clock {
  const start = Date.now();
  const monotonic = () => (Number(process.hrtime.bigint() / 1000n) / 1000) * factor;
  return {
    now: () => start + (Date.now() - start) * factor,
    monotonic,
    sleep: async (ms, signal) => {
      if (ms > 0) await delay(ms / factor, undefined, signal ? { signal } : {});
      signal?.throwIfAborted();
    },
  };
}
