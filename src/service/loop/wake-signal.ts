import type { Clock } from '../../clock.ts';

/** Wakes who waits, when there is news for them. */
export class WakeSignal {
  #signal = new AbortController();

  wake(): void {
    this.#signal.abort();
  }

  /**
   * Resolves after `ms`, or as soon as somebody wakes it or has done so since the last time.
   *
   * @returns whether somebody did.
   */
  async wait(clock: Clock, ms: number): Promise<boolean> {
    const { signal } = this.#signal;
    await clock.sleep(ms, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (!signal.aborted) return false;
    this.#signal = new AbortController();
    return true;
  }
}
