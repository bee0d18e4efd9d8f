import type { Clock } from '../../clock.ts';

/** Requests whose connection is gone and whose effect is still to come. */
export class LateCommits {
  readonly #clock: Clock;
  readonly #pending = new Map<() => void, AbortController>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get pending(): number {
    return this.#pending.size;
  }

  /** Commits after `ms` of the sandbox's clock. */
  later(ms: number, commit: () => void): void {
    const stop = new AbortController();
    this.#pending.set(commit, stop);
    this.#clock.sleep(ms, stop.signal).then(
      () => {
        if (this.#pending.delete(commit)) commit();
      },
      // Settled before its time.
      () => undefined,
    );
  }

  /** Commits all that is pending, now, in the order of arrival. */
  commitAll(): void {
    for (const [commit, stop] of [...this.#pending]) {
      this.#pending.delete(commit);
      stop.abort();
      commit();
    }
  }
}
