import type { Clock } from '../clock.ts';

/** Somebody waits; whoever has news for them rings. */
export class Doorbell {
  #bell = new AbortController();

  ring(): void {
    this.#bell.abort();
  }

  /**
   * Resolves after `ms`, or as soon as it rings or has rung since the last time.
   *
   * @returns whether it rang.
   */
  async wait(clock: Clock, ms: number): Promise<boolean> {
    const { signal } = this.#bell;
    await clock.sleep(ms, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (!signal.aborted) return false;
    this.#bell = new AbortController();
    return true;
  }
}
