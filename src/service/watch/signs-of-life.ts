import type { Clock } from '../../clock.ts';
import type { Service } from '../service.ts';

/** When the service was last heard of: its loop turning, or a pass getting on. */
export class SignsOfLife implements Disposable {
  readonly #clock: Clock;
  readonly #stop: () => void;
  #lastAt: number;

  constructor(service: Pick<Service, 'subscribe'>, clock: Clock) {
    this.#clock = clock;
    this.#lastAt = clock.monotonic();
    this.#stop = service.subscribe(() => {
      this.#lastAt = clock.monotonic();
    });
  }

  /** Milliseconds since the last sign; clock changes and a machine's sleep do not count. */
  get silentMs(): number {
    return this.#clock.monotonic() - this.#lastAt;
  }

  [Symbol.dispose](): void {
    this.#stop();
  }
}
