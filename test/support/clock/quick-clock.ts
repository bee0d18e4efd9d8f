import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Clock, systemClock } from '../../../src/clock.ts';

/** What is shorter is waited for. */
const shortMs = 2_000;
/** How often a wait looks whether anything is under way, and so often nothing may be before time is put forward. */
const lookMs = 10;
const quietLooks = 4;

/** Channels on which the runtime's fetch tells of every request of this process. */
const begins = 'undici:request:create';
const ends = ['undici:request:trailers', 'undici:request:error'];

interface Request {
  readonly origin?: unknown;
}

// What Node documents of these messages.
const requestOf = (message: unknown) => (message as { readonly request: Request }).request;

/**
 * Real time in which nobody waits for nothing: where no request to a server is under way, a long wait is over at once, and
 * the clock is put forward by as much. For commands that run in the test's own process as they are started by people, and
 * so cannot be given a virtual clock's fetch.
 */
export class QuickClock implements Clock, Disposable {
  readonly #requests = new Set<unknown>();
  readonly #waits = new Set<{ readonly until: number }>();
  #ahead = 0;
  #quiet = 0;

  readonly #origin: string;

  /** @param url of the server whose answers are waited for. */
  constructor(url: string) {
    this.#origin = new URL(url).origin;
    subscribe(begins, this.#begun);
    for (const end of ends) subscribe(end, this.#ended);
  }

  now(): number {
    return systemClock.now() + this.#ahead;
  }

  monotonic(): number {
    return systemClock.monotonic() + this.#ahead;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (!(ms >= shortMs)) return await systemClock.sleep(ms, signal);
    const wait = { until: this.monotonic() + ms };
    this.#waits.add(wait);
    this.#quiet = 0;
    try {
      for (; this.monotonic() < wait.until; this.#look()) await systemClock.sleep(lookMs, signal);
    } finally {
      this.#waits.delete(wait);
    }
  }

  /** The same time, with waits that take as long as they say: for a service, which always waits for something. */
  patient(): Clock {
    return {
      now: () => this.now(),
      monotonic: () => this.monotonic(),
      sleep: (ms, signal) => systemClock.sleep(ms, signal),
    };
  }

  [Symbol.dispose](): void {
    unsubscribe(begins, this.#begun);
    for (const end of ends) unsubscribe(end, this.#ended);
  }

  readonly #begun = (message: unknown): void => {
    const request = requestOf(message);
    if (String(request.origin) === this.#origin) this.#requests.add(request);
    this.#quiet = 0;
  };

  readonly #ended = (message: unknown): void => {
    this.#requests.delete(requestOf(message));
    this.#quiet = 0;
  };

  #look(): void {
    this.#quiet = this.#requests.size === 0 ? this.#quiet + 1 : 0;
    if (this.#quiet < quietLooks) return;
    const next = Math.min(...[...this.#waits].map(({ until }) => until));
    this.#ahead += Math.max(0, next - this.monotonic());
  }
}
