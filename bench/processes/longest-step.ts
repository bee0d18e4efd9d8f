/** A look a millisecond would be a twentieth of a core, and count as the pass's own work. */
const everyMs = 5;

/**
 * The longest step of this process: for how long its loop did not turn, in milliseconds of its thread's CPU, since a machine
 * that is busy with else makes none longer.
 */
export class LongestStep implements Disposable {
  #used = process.threadCpuUsage();
  #longestMs = 0;
  readonly #timer = setInterval(() => this.#note(), everyMs);

  get ms(): number {
    this.#note();
    return this.#longestMs;
  }

  #note(): void {
    const { user, system } = process.threadCpuUsage(this.#used);
    this.#used = process.threadCpuUsage();
    this.#longestMs = Math.max(this.#longestMs, (user + system) / 1_000);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
