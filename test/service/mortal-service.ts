import type { Clock } from '../../src/clock.ts';
import type { State } from '../../src/state/open-state.ts';
import type { Held } from '../../src/state/processes/process-lock.ts';

/** A process that can be killed: it never wakes, hears or gets anything any more, and the kernel frees its locks. */
export class MortalService {
  readonly #clock: Clock;
  readonly #held = new Set<Held>();
  #alive = true;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly clock: Clock = {
    now: () => this.#clock.now(),
    monotonic: () => this.#clock.monotonic(),
    sleep: (ms, signal) => this.#unlessDead(this.#clock.sleep(ms, signal)),
  };

  readonly wrap =
    (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
    (input, init) =>
      this.#alive ? this.#unlessDead(fetch(input, init)) : never();

  state(state: State): State {
    return {
      ...state,
      passLock: {
        current: () => state.passLock.current(),
        acquire: async (options) => {
          const held = await state.passLock.acquire(options);
          this.#held.add(held);
          return {
            release: () => {
              this.#held.delete(held);
              held.release();
            },
          };
        },
      },
    };
  }

  kill(): void {
    this.#alive = false;
    for (const held of this.#held) held.release();
  }

  async #unlessDead<T>(waiting: Promise<T>): Promise<T> {
    const outcome = await waiting.then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    return this.#alive ? outcome() : await never<T>();
  }
}

const never = <T>(): Promise<T> => new Promise(() => undefined);
