import type { ServiceFacts } from '../../../src/health/facts.ts';
import type { Service } from '../../../src/service/service.ts';
import type { ServiceEvent, ServiceListener } from '../../../src/service/service-event.ts';
import type { VirtualClock } from '../../support/clock/virtual-clock.ts';

export const hour = 3_600_000;
export const minute = 60_000;

/** A service that works well, as its facts tell at `now`. */
export function goodFacts(now: number, over: Partial<ServiceFacts> = {}): ServiceFacts {
  return {
    now,
    startedAt: now - 30 * 24 * hour,
    intervalMs: 2 * minute,
    pauses: [],
    running: null,
    waitsFor: null,
    nextIncrementalAt: now + minute,
    nextDeepAt: now + 3 * hour,
    restUntil: null,
    resumedAt: null,
    fieldsBound: true,
    firstLoadDone: true,
    unasked: null,
    lastIncrementalAt: now - minute,
    lastDeepAt: now - 2 * hour,
    lastRun: null,
    underWay: [],
    lastPass: null,
    lastDeep: null,
    databaseLostSince: null,
    access: { kind: 'long-lived', expiresAt: now + 300 * 24 * hour },
    links: { linked: 120, missing: 0, removed: 1, orphan: 0 },
    coverage: { sources: [], doubted: false },
    patients: 121,
    rejected: { count: 0, oldestAt: null },
    uncertain: { count: 0, oldestAt: null },
    sourceAges: [],
    sourcesAway: [],
    eventsTrouble: null,
    dealsRest: null,
    deals: null,
    otherWriter: null,
    tokensBehindSince: null,
    postponed: { patients: 0, since: null, kinds: [], allow: 0 },
    deepReport: null,
    massChangeSince: null,
    ...over,
  };
}

/** The seam that watchers look through: facts as the test says them, events as the test tells them. */
export class FakeService implements Pick<Service, 'facts' | 'subscribe'> {
  readonly #clock: VirtualClock;
  readonly #listeners = new Set<ServiceListener>();
  /** What is otherwise than well; or the error that asking for the facts ends with. */
  truth: Partial<ServiceFacts> | Error = {};

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  facts(): Promise<ServiceFacts> {
    return this.truth instanceof Error
      ? Promise.reject(this.truth)
      : Promise.resolve(goodFacts(this.#clock.now(), this.truth));
  }

  subscribe(listener: ServiceListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(...events: readonly ServiceEvent[]): void {
    for (const event of events) for (const listener of this.#listeners) listener(event);
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}
