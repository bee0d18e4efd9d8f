import type { Clock } from '../../clock.ts';
import type { ServiceEvent } from '../../service/service-event.ts';

/** Nobody who is well is silent for longer; a clinic whose last good pass waited longer may be silent for twice as long as that. */
const leastMs = 10_000;
/** As long as amoCRM may take to answer a write; all else is given up before. */
const mostMs = 60_000;

/** How long neither IDENT nor amoCRM has answered in a clinic's turn. */
export class Silence {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #boundMs: number;
  #since: number;
  #longestMs = 0;

  /** @param knownMs the longest one in the clinic's last good pass. */
  constructor(clock: Pick<Clock, 'monotonic'>, knownMs: number) {
    this.#clock = clock;
    this.#boundMs = Math.min(Math.max(leastMs, 2 * knownMs), mostMs);
    this.#since = clock.monotonic();
  }

  /** By how much it is longer than the clinic's usual ones; 0: it is not. */
  get overMs(): number {
    return Math.max(0, this.#nowMs - this.#boundMs);
  }

  /** Of the turn so far. */
  get longestMs(): number {
    return Math.round(Math.max(this.#longestMs, this.#nowMs));
  }

  readonly hear = (event: ServiceEvent): void => {
    if (!isSign(event)) return;
    this.#longestMs = Math.max(this.#longestMs, this.#nowMs);
    this.forgive();
  };

  /** This process, or the server of the fleet, stood still itself: nobody could be heard. */
  forgive(): void {
    this.#since = this.#clock.monotonic();
  }

  get #nowMs(): number {
    return this.#clock.monotonic() - this.#since;
  }
}

function isSign(event: ServiceEvent): boolean {
  if (event.type === 'amocrm') return event.event.type === 'request' && event.event.status !== null;
  return event.type === 'pass-progress' || event.type === 'pass-ended';
}
