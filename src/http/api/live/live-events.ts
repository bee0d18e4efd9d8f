import type { Clock } from '../../../clock.ts';
import type { Service } from '../../../service/service.ts';
import type { ServiceEvent } from '../../../service/service-event.ts';
import type { LiveEvent } from '../contract/live-event.ts';

/** A bar needs no more than ten steps a second. */
const progressEveryMs = 100;

type Listener = (event: LiveEvent) => void;

/** What happens in the service, for pages that are open. */
export class LiveEvents {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #listeners = new Set<Listener>();
  #progressAt = Number.NEGATIVE_INFINITY;
  #phase = '';

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** @returns how to stop. */
  follow(service: Pick<Service, 'subscribe'>): () => void {
    return service.subscribe((event) => {
      const live = liveEvent(event);
      if (live !== null && !this.#isTooSoon(live)) this.publish(live);
    });
  }

  publish(event: LiveEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** @returns how to stop. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #isTooSoon(event: LiveEvent): boolean {
    if (event.type !== 'pass-progress') return false;
    const now = this.#clock.monotonic();
    const { phase } = event.progress;
    if (phase === this.#phase && now - this.#progressAt < progressEveryMs) return true;
    this.#progressAt = now;
    this.#phase = phase;
    return false;
  }
}

function liveEvent(event: ServiceEvent): LiveEvent | null {
  switch (event.type) {
    case 'pass-ended': {
      const { at, result, errorCode = null } = event;
      return {
        type: 'pass-ended',
        at,
        errorCode,
        runId: result?.runId ?? null,
        outcome: result?.outcome ?? null,
      };
    }
    case 'amocrm': {
      const { event: amo } = event;
      if (amo.type === 'circuit-open') return { type: amo.type, until: amo.until };
      if (amo.type !== 'throttled') return null;
      return { type: amo.type, waitMs: Math.round(amo.waitMs), reason: amo.reason };
    }
    default:
      return event;
  }
}
