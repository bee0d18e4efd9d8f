import type { Clock } from '../../../src/clock.ts';
import {
  exchangeHeader,
  handledExchange,
  registerExchange,
  VirtualExchange,
} from './virtual-exchange.ts';

/** Turns of the event loop without anything new before time may pass: room for streams and sockets to settle. */
const quietTurns = 6;

/** How long a server's end may lag behind a client that is gone; only a handler that never ends its answer needs it. */
const closingGraceMs = 50;

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

let clocks = 0;

/**
 * A clock that runs by itself: as soon as everybody who is awake waits for it, it jumps to the earliest deadline. So a
 * test that waits an hour takes a millisecond, and its order of events does not depend on the machine's speed.
 *
 * Time stands still while somebody is busy with something real: between {@link hold} and its release, and during every
 * request sent through {@link wrapFetch}, unless its server sleeps on {@link serverSide}. Timers of the runtime, files
 * and processes are not seen: put a hold around them. Requests must be served by `node:http` in this process.
 */
export class VirtualClock implements Clock {
  readonly #id: number;
  readonly #start: number;
  readonly #uptime: number;
  #elapsed = 0;
  #jumped = 0;
  #sleepers: Sleeper[] = [];
  #holds = 0;
  readonly #exchanges = new Set<VirtualExchange>();
  #requests = 0;
  #changes = 0;
  #running = false;
  #stopped = false;

  constructor(
    options: {
      /** Wall clock at the beginning, milliseconds; 2026-03-02 09:00 in Moscow unless given. */
      readonly start?: number;
      /** `monotonic()` at the beginning. */
      readonly uptime?: number;
    } = {},
  ) {
    clocks += 1;
    this.#id = clocks;
    this.#start = options.start ?? Date.UTC(2026, 2, 2, 6);
    this.#uptime = options.uptime ?? 3_600_000;
  }

  now(): number {
    return this.#start + this.#elapsed + this.#jumped;
  }

  monotonic(): number {
    return this.#uptime + this.#elapsed;
  }

  /** Virtual milliseconds since the clock was made. */
  get elapsed(): number {
    return this.#elapsed;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (!(ms > 0)) return resolve();
      const aborted = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        this.#changed();
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        until: this.#elapsed + ms,
        wake: () => {
          signal?.removeEventListener('abort', aborted);
          resolve();
        },
      };
      signal?.addEventListener('abort', aborted, { once: true });
      this.#sleepers.push(sleeper);
      this.#changed();
    });
  }

  /** Time stands still until the returned function is called (a second call does nothing). */
  hold(): () => void {
    let held = true;
    this.#holds += 1;
    this.#changed();
    return () => {
      if (!held) return;
      held = false;
      this.#holds -= 1;
      this.#changed();
    };
  }

  /** A fetch during whose requests time stands still, from the call until the body has arrived. */
  wrapFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
    return async (input, init) => {
      this.#requests += 1;
      const id = `${this.#id}.${this.#requests}`;
      const exchange = this.#openExchange(id);
      const headers = new Headers(
        init?.headers ?? (input instanceof Request ? input.headers : undefined),
      );
      headers.set(exchangeHeader, id);
      try {
        const response = await fetch(input, { ...init, headers });
        const done = () => exchange.clientDone();
        // A copy is read to its end, so that time goes on even if the caller never looks at the body.
        if (response.body === null) done();
        else response.clone().arrayBuffer().then(done, done);
        return response;
      } catch (error) {
        exchange.clientDone();
        throw error;
      }
    };
  }

  /** The same time for a server: while a request's handler sleeps on it, that request lets time pass. */
  serverSide(): Clock {
    return {
      now: () => this.now(),
      monotonic: () => this.monotonic(),
      sleep: async (ms, signal) => {
        const sleep = this.sleep(ms, signal);
        const exchange = handledExchange();
        await (exchange === undefined || !(ms > 0) ? sleep : exchange.whileServerSleeps(sleep));
      },
    };
  }

  /** Somebody sets the wall clock; sleepers do not notice. */
  jump(ms: number): void {
    this.#jumped += ms;
  }

  /** Lets `ms` pass at once, whoever is busy, waking everybody on the way in order; resolves when they have settled. */
  async advance(ms: number): Promise<void> {
    const release = this.hold();
    const end = this.#elapsed + ms;
    try {
      for (;;) {
        await this.#turns(quietTurns);
        const next = this.#nextDeadline();
        if (next === undefined || next > end) break;
        this.#wakeAt(next);
      }
      this.#elapsed = Math.max(this.#elapsed, end);
    } finally {
      release();
    }
  }

  /** Time stands still for good: call it at a test's end where something sleeps for ever. */
  stop(): void {
    this.#stopped = true;
  }

  /** Why time does or does not pass, for a test that hangs. */
  get standing(): {
    readonly holds: number;
    readonly exchanges: readonly string[];
    readonly sleepers: readonly number[];
  } {
    return {
      holds: this.#holds,
      exchanges: [...this.#exchanges].map((exchange) => exchange.state),
      sleepers: this.#sleepers.map((sleeper) => sleeper.until - this.#elapsed),
    };
  }

  #openExchange(id: string): VirtualExchange {
    const exchange = new VirtualExchange(() => {
      // Both ends may be done before the server's end is seen at all: an entry comes back when it is.
      if (exchange.state === 'over') this.#exchanges.delete(exchange);
      else this.#exchanges.add(exchange);
      this.#changed();
    });
    this.#exchanges.add(exchange);
    registerExchange(id, exchange);
    this.#changed();
    return exchange;
  }

  #changed(): void {
    this.#changes += 1;
    if (this.#running) return;
    this.#running = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    // Leave the caller's stack (and its async context) before anything moves.
    await this.#turns(1);
    while (!this.#stopped && this.#sleepers.length > 0 && !this.#busy()) {
      if (!(await this.#quiet())) continue;
      const next = this.#nextDeadline();
      if (next !== undefined) this.#wakeAt(next);
    }
    this.#running = false;
  }

  #busy(): boolean {
    return this.#holds > 0 || [...this.#exchanges].some((exchange) => exchange.state === 'working');
  }

  /** Whether nothing happened for some turns; longer if a connection's end is still on its way to a server. */
  async #quiet(): Promise<boolean> {
    const seen = this.#changes;
    const patience = performance.now() + closingGraceMs;
    for (let turn = 0; turn < quietTurns || this.#closing(patience); turn += 1) {
      await this.#turns(1);
      if (this.#changes !== seen || this.#stopped) return false;
    }
    return true;
  }

  #closing(patience: number): boolean {
    return (
      performance.now() < patience &&
      [...this.#exchanges].some((exchange) => exchange.state === 'closing')
    );
  }

  #nextDeadline(): number | undefined {
    if (this.#sleepers.length === 0) return undefined;
    return Math.min(...this.#sleepers.map((sleeper) => sleeper.until));
  }

  #wakeAt(deadline: number): void {
    this.#elapsed = Math.max(this.#elapsed, deadline);
    const due = this.#sleepers.filter((sleeper) => sleeper.until <= this.#elapsed);
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.until > this.#elapsed);
    // Those with an earlier deadline first, then in the order in which they lay down.
    for (const sleeper of due.toSorted((a, b) => a.until - b.until)) sleeper.wake();
    this.#changed();
  }

  async #turns(count: number): Promise<void> {
    for (let turn = 0; turn < count; turn += 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}
