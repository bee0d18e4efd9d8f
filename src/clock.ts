import { setTimeout as delay } from 'node:timers/promises';
import { type LoopWatch, watchLoop } from './loop-watch.ts';

/**
 * Time, passed in wherever it matters, so that tests can simulate it: a wait of 60 s costs a test nothing.
 */
export interface Clock {
  /** Wall clock, milliseconds since the epoch. It may jump; never use it to measure a distance. */
  now(): number;
  /**
   * Monotonic milliseconds since the machine's start: one scale for all processes of the machine,
   * untouched by clock changes, begun anew at a reboot.
   */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Watches whether the process keeps up; absent where time is simulated, and stands still while it is busy. */
  watch?(): LoopWatch;
}

const monotonic = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic,
  watch: () => watchLoop(monotonic),
  sleep: async (ms, signal) => {
    if (ms <= 0) {
      signal?.throwIfAborted();
      return;
    }
    await delay(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
  },
};

/** How long to wait after one failure, and at most after many. */
export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** @param failures how many in a row; one at least. */
export const backoffMs = ({ firstMs, mostMs }: Backoff, failures: number): number =>
  Math.min(firstMs * 2 ** (failures - 1), mostMs);

/** What `work` gives, if it does within `ms`; null: it goes on, and nobody waits for it. */
export async function within<T>(
  clock: Pick<Clock, 'sleep'>,
  ms: number,
  work: Promise<T>,
): Promise<T | null> {
  const over = new AbortController();
  const late = clock.sleep(ms, over.signal).then(
    () => null,
    () => null,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}
