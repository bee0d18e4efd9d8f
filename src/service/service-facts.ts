import type { Clinic } from '../clinic/clinic.ts';
import type { ServiceFacts } from '../health/facts.ts';
import { type CountedPatients, countPatients, readFacts } from '../health/read-facts.ts';
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

/** Counting the patients reads all of them: a page that is looked at every second does not, but after a pass. */
const countsHoldMs = 5_000;

/** Reads the facts anew; only what is dear to count may be some seconds old. */
export function factsReader(
  clinic: Pick<Clinic, 'state' | 'clock' | 'access' | 'sources'>,
  { loop, record, events, startedAt, intervalMs }: FactsParts,
): () => Promise<ServiceFacts> {
  const { state, clock, sources } = clinic;
  let counted: { readonly at: number; readonly patients: Promise<CountedPatients> } | null = null;
  events.subscribe(({ type }) => {
    if (type === 'pass-ended') counted = null;
  });
  const countedPatients = () => {
    const at = clock.monotonic();
    if (counted === null || at - counted.at >= countsHoldMs) {
      counted = { at, patients: countPatients(state, sources) };
      // Another try may do better; this one's failure is the caller's.
      counted.patients.catch(() => {
        counted = null;
      });
    }
    return counted.patients;
  };
  return async () => {
    const access = await clinic.access();
    const facts = await readFacts({
      ...{ state, intervalMs, sources, counted: countedPatients },
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
