import type { Clinic } from '../clinic/clinic.ts';
import { readFacts } from '../health/read-facts.ts';
import { heldCount } from './held-count.ts';
import type { PassLoop } from './loop/pass-loop.ts';
import type { PassRecord } from './schedule/pass-record.ts';
import type { Service } from './service.ts';
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
): Service['facts'] {
  const { clock, sources } = clinic;
  const { passLock } = clinic.state;
  const counted = heldCount(clinic);
  events.subscribe(({ type }) => {
    if (type === 'pass-ended') counted.forget();
  });
  return async (state = clinic.state) => {
    const access = await clinic.access();
    const facts = await readFacts({
      state,
      passLock,
      intervalMs,
      sources,
      counted: () => counted.read(state),
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
