import { defaultRate, type RateLimit } from '../sandbox-options.ts';

export type Verdict = 'pass' | 'throttle' | 'ban';

/**
 * amoCRM's limit as the server sees it: every arrival counts, also the refused ones, in any window of the period's
 * length on the server's own monotonic clock. Who goes on regardless is shut out altogether.
 */
export class RateWindow {
  #rate: RateLimit | null;
  #arrivals: number[] = [];
  #inARow = 0;
  #bannedUntil = Number.NEGATIVE_INFINITY;
  #violations = 0;
  #peak = 0;

  constructor(rate: RateLimit | null) {
    this.#rate = rate;
  }

  /** Counts the arrival and judges it. */
  arrive(monotonic: number): Verdict {
    const { periodMs } = this.#rate ?? defaultRate;
    while (this.#arrivals.length > 0 && (this.#arrivals[0] ?? 0) <= monotonic - periodMs) {
      this.#arrivals.shift();
    }
    this.#arrivals.push(monotonic);
    this.#peak = Math.max(this.#peak, this.#arrivals.length);
    if (monotonic < this.#bannedUntil) return 'ban';
    if (this.#rate === null || this.#arrivals.length <= this.#rate.limit) {
      this.#inARow = 0;
      return 'pass';
    }
    this.#violations += 1;
    this.#inARow += 1;
    if (this.#inARow >= (this.#rate.banAfter ?? 10)) {
      this.#bannedUntil = monotonic + (this.#rate.banMs ?? 15 * 60_000);
      this.#inARow = 0;
    }
    return 'throttle';
  }

  /** Requests beyond the limit so far. */
  get violations(): number {
    return this.#violations;
  }

  /** The most requests that any one window has held. */
  get peak(): number {
    return this.#peak;
  }

  /** What amoCRM's support does after a phone call. */
  liftBan(): void {
    this.#bannedUntil = Number.NEGATIVE_INFINITY;
    this.#inARow = 0;
  }

  set(rate: RateLimit | null): void {
    this.#rate = rate;
  }
}
