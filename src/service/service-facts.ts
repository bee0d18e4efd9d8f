import type { Clinic } from '../clinic/clinic.ts';
import type { HealthFacts, ServiceFacts } from '../health/facts.ts';
import { countLinks, readFacts } from '../health/read-facts.ts';
import type { PassLoop } from './loop/pass-loop.ts';
import type { PassRecord } from './schedule/pass-record.ts';
import type { ServiceEvents } from './service-events.ts';

interface FactsParts {
  readonly startedAt: number;
  readonly intervalMs: number;
  readonly loop: Pick<PassLoop, 'next' | 'running' | 'waitsFor'>;
  readonly record: Pick<PassRecord, 'restUntil'>;
  readonly events: Pick<ServiceEvents, 'subscribe'>;
}

/** Counting the links reads all of them: a page that is looked at every second does not, but after a pass. */
const countsHoldMs = 5_000;

/** Reads the facts anew; only what is dear to count may be some seconds old. */
export function factsReader(
  clinic: Pick<Clinic, 'state' | 'clock' | 'access'>,
  { loop, record, events, startedAt, intervalMs }: FactsParts,
): () => Promise<ServiceFacts> {
  const { state, clock } = clinic;
  let counted: { readonly at: number; readonly links: Promise<HealthFacts['links']> } | null = null;
  events.subscribe(({ type }) => {
    if (type === 'pass-ended') counted = null;
  });
  const links = () => {
    const at = clock.monotonic();
    if (counted === null || at - counted.at >= countsHoldMs) {
      counted = { at, links: countLinks(state) };
      // Another try may do better; this one's failure is the caller's.
      counted.links.catch(() => {
        counted = null;
      });
    }
    return counted.links;
  };
  return async () => {
    const access = await clinic.access();
    const facts = await readFacts({
      ...{ state, intervalMs, links },
      now: clock.now(),
      process: {
        ...{ startedAt, access },
        running: loop.running,
        waitsFor: loop.waitsFor,
        nextIncrementalAt: loop.next?.incrementalAt ?? null,
        nextDeepAt: loop.next?.deepAt ?? null,
        restUntil: record.restUntil,
      },
    });
    return { ...facts, startedAt, access };
  };
}
