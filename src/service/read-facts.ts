import type { Clock } from '../clock.ts';
import type { LinkStatus } from '../state/links.ts';
import type { State } from '../state/open-state.ts';
import type { PassLoop } from './pass-loop.ts';
import type { PassRecord } from './pass-record.ts';
import type { ServiceEvents } from './service-events.ts';
import type { AccessFacts, ServiceFacts } from './service-facts.ts';

export interface FactsParts {
  readonly state: State;
  readonly clock: Clock;
  readonly startedAt: number;
  readonly intervalMs: number;
  readonly loop: Pick<PassLoop, 'next' | 'running' | 'waitsFor'>;
  readonly record: Pick<PassRecord, 'databaseLostSince' | 'restUntil'>;
  readonly access: () => Promise<AccessFacts>;
  readonly events: Pick<ServiceEvents, 'subscribe'>;
}

/** Counting the links reads all of them: a page that is looked at every second does not, but after a pass. */
const countsHoldMs = 5_000;

/** Reads the facts anew; only what is dear to count may be some seconds old. */
export function factsReader(parts: FactsParts): () => Promise<ServiceFacts> {
  const { state, clock, loop } = parts;
  const { meta } = state;
  let counted: { readonly at: number; readonly links: Promise<ServiceFacts['links']> } | null =
    null;
  parts.events.subscribe(({ type }) => {
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
  return async () => ({
    now: clock.now(),
    startedAt: parts.startedAt,
    intervalMs: parts.intervalMs,
    pauses: await state.pauses.all(),
    running: loop.running,
    waitsFor: loop.waitsFor,
    nextIncrementalAt: loop.next?.incrementalAt ?? null,
    nextDeepAt: loop.next?.deepAt ?? null,
    firstLoadDone: (await meta.get('cursor')) !== undefined,
    lastIncrementalAt: (await meta.get('lastIncrementalAt')) ?? null,
    lastDeepAt: (await meta.get('lastDeepAt')) ?? null,
    lastRun: (await state.runs.latest(1))[0] ?? null,
    restUntil: parts.record.restUntil,
    databaseLostSince: parts.record.databaseLostSince,
    access: await parts.access(),
    links: await links(),
    rejected: await oldest(state, 'rejected', 'first_at'),
    uncertain: await oldest(state, 'intents', 'created_at'),
  });
}

async function countLinks({ db }: State): Promise<ServiceFacts['links']> {
  const rows = await db
    .selectFrom('links')
    .select((e) => ['status', e.fn.countAll<number>().as('n')])
    .groupBy('status')
    .execute();
  const count = (status: LinkStatus) => rows.find((row) => row.status === status)?.n ?? 0;
  return {
    linked: count('linked'),
    missing: count('missing'),
    removed: count('removed'),
    orphan: count('orphan'),
  };
}

async function oldest(
  { db }: State,
  table: 'rejected' | 'intents',
  column: 'first_at' | 'created_at',
): Promise<ServiceFacts['rejected']> {
  const row = await db
    .selectFrom(table)
    .select((e) => [
      e.fn.countAll<number>().as('n'),
      e.fn.min<number | null>(e.ref(column)).as('at'),
    ])
    .executeTakeFirstOrThrow();
  return { count: row.n, oldestAt: row.at };
}
