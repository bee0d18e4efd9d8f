import type { Clock } from '../../clock.ts';

export interface PaceRules {
  /** After how many failures an attempt has to wait; the ones before are judged at once. */
  readonly free: number;
  /** The first wait after them; it doubles with every further failure. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** Without a failure for so long, all is forgotten. */
  readonly memoryMs: number;
}

interface Failures {
  count: number;
  lastAt: number;
}

/** Where failures are counted. */
export interface FailureCount {
  /** How long until an attempt of theirs is judged, ms. */
  waitMs(who: string): Promise<number>;
  failed(who: string): Promise<void>;
  /** They got in: their failures were slips. */
  succeeded(who: string): Promise<void>;
}

/** How long whoever failed so often waits, ms; `sinceMs` after the last failure. */
export function waitOf(
  { free, firstMs, longestMs, memoryMs }: PaceRules,
  { count, sinceMs }: { readonly count: number; readonly sinceMs: number },
): number {
  if (sinceMs > memoryMs || count < free) return 0;
  const wait = Math.min(longestMs, firstMs * 2 ** Math.min(count - free, 30));
  return Math.max(0, wait - sinceMs);
}

/** Guessing is slowed down, and nobody is ever locked out: after each failure the next attempt waits a little longer. */
export class AttemptPace implements FailureCount {
  readonly #rules: PaceRules;
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** Failures by who failed, in the order of the last failure: the oldest is dropped first. */
  readonly #failures = new Map<string, Failures>();

  constructor(rules: PaceRules, clock: Pick<Clock, 'monotonic'>) {
    this.#rules = rules;
    this.#clock = clock;
  }

  async waitMs(who: string): Promise<number> {
    const failures = this.#failures.get(who);
    if (failures === undefined) return 0;
    const sinceMs = this.#clock.monotonic() - failures.lastAt;
    return waitOf(this.#rules, { count: failures.count, sinceMs });
  }

  async failed(who: string): Promise<void> {
    const now = this.#clock.monotonic();
    const before = this.#failures.get(who);
    const isFresh = before === undefined || now - before.lastAt > this.#rules.memoryMs;
    this.#failures.delete(who);
    this.#failures.set(who, { count: isFresh ? 1 : before.count + 1, lastAt: now });
    // A stranger with a great many addresses must not fill the memory; who failed last is kept.
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > mostKept && oldest !== undefined) this.#failures.delete(oldest);
  }

  async succeeded(who: string): Promise<void> {
    this.#failures.delete(who);
  }
}

const mostKept = 10_000;
