import type { Clinic } from '../clinic/clinic.ts';
import type { ServiceFacts } from '../health/facts.ts';
import { readFacts } from '../health/read-facts.ts';
import { heldCount } from './held-count.ts';
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

/** Reads the facts anew; only what is dear to count may be some seconds old. */
export function factsReader(
  clinic: Pick<Clinic, 'state' | 'clock' | 'access' | 'sources'>,
  { loop, record, events, startedAt, intervalMs }: FactsParts,
): () => Promise<ServiceFacts> {
  const { state, clock, sources } = clinic;
  const counted = heldCount(clinic);
  events.subscribe(({ type }) => {
    if (type === 'pass-ended') counted.forget();
  });
  return async () => {
    const access = await clinic.access();
    const facts = await readFacts({
      state,
      intervalMs,
      sources,
      counted: counted.read,
      now: clock.now(),
      process: {
        startedAt,
        access,
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
