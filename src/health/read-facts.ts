import { forgetfulReasons } from '../state/account/meta.ts';
import type { State } from '../state/open-state.ts';
import type { LinkStatus } from '../state/patients/link.ts';
import type { Run } from '../state/record/runs.ts';
import { isAbsent } from '../state/shape/absent.ts';
import { contradicted } from '../sync/creates/contradictions.ts';
import { heldCodes } from '../sync/identity/held/held.ts';
import { unreadableCounts } from '../sync/pass/pass-counts.ts';
import { findingMeaning } from '../sync/run/findings/finding-kinds.ts';
import type {
  CoverageFacts,
  DeepReport,
  HealthFacts,
  OtherWriterFact,
  ProcessFacts,
  SourceAge,
  UnaskedSources,
  WaitingRows,
} from './facts.ts';
import { readDeals } from './read-deals.ts';

interface FactsSource {
  readonly state: State;
  readonly now: number;
  readonly intervalMs: number;
  readonly process: ProcessFacts;
  /** Those of the settings. */
  readonly sources: readonly NamedSource[];
  /** Counting patients reads all of them; default: counts. */
  readonly counted?: () => Promise<CountedPatients>;
}

type NamedSource = Pick<CoverageFacts['sources'][number], 'number' | 'name'>;

export type CountedPatients = Pick<HealthFacts, 'links' | 'coverage'>;

/** What the state holds and this process knows, read once for every view. */
export async function readFacts(source: FactsSource): Promise<HealthFacts> {
  const { state, now, intervalMs, process, sources } = source;
  const { meta, runs } = state;
  const { links, coverage } = await (source.counted ?? (() => countPatients(state, sources)))();
  const underWay = await runsUnderWay(state, process);
  const lastPass = await runs.lastEnded(passModes);
  return {
    ...process,
    now,
    intervalMs,
    links,
    coverage,
    pauses: await state.pauses.all(),
    resumedAt: (await meta.get('resumedAt')) ?? null,
    fieldsBound: (await state.fields.all()).length > 0,
    // The cursor is there as soon as a first load was whole.
    firstLoadDone: (await meta.ofSources('cursor')).size > 0,
    unasked: await unaskedSources(state),
    lastIncrementalAt: (await meta.get('lastIncrementalAt')) ?? null,
    lastDeepAt: (await meta.get('lastDeepAt')) ?? null,
    lastRun: (await runs.latest(1))[0] ?? null,
    lastPass: lastPass ?? null,
    lastDeep: (await runs.lastEnded(['deep'])) ?? null,
    databaseLostSince: await databaseLostSince(state),
    sourceAges: await sourceAges(state, sources),
    sourcesAway: [...(await meta.ofSources('sourceAway'))].map(([number, away]) => ({
      ...away,
      name: sources.find((one) => one.number === number)?.name ?? String(number),
    })),
    eventsTrouble: (await meta.get('eventsTrouble')) ?? null,
    dealsRest: (await meta.get('dealsRest')) ?? null,
    deals: await readDeals(state, { now, intervalMs }),
    otherWriter: await otherWriter(state),
    tokensBehindSince: (await meta.get('tokensBehind'))?.since ?? null,
    patients: Object.values(links).reduce((all, count) => all + count, 0) + (await unlinked(state)),
    rejected: await rejectedRows(state),
    underWay: underWay.map(({ id }) => id),
    uncertain: await uncertainRows(
      state,
      underWay.map(({ id }) => id),
    ),
    postponed: await state.guarded.waitingCount(),
    deepReport: await deepReport(state),
    massChangeSince:
      underWay.find(({ counts }) => counts['allowed'] !== undefined)?.startedAt ?? null,
  };
}

async function sourceAges(
  { meta }: State,
  sources: readonly NamedSource[],
): Promise<readonly SourceAge[]> {
  const carried = await meta.ofSources('carriedAt');
  return sources.map(({ number, name }) => ({
    ...{ number, name },
    carriedAt: carried.get(number) ?? null,
  }));
}

async function unaskedSources({ meta }: State): Promise<UnaskedSources | null> {
  const known = [...(await meta.ofSources('firstLoad')).values()];
  const waiting = known.filter(({ is }) => is === 'waiting').map(({ at }) => at);
  if (waiting.length === 0) return null;
  return { count: waiting.length, of: known.length, since: Math.min(...waiting) };
}

export async function otherWriter({ meta }: Pick<State, 'meta'>): Promise<OtherWriterFact | null> {
  const seen = await meta.get('otherWriter');
  if (seen?.stoppedAt === undefined) return null;
  return { since: seen.stoppedAt, contacts: seen.contacts.length };
}

const passModes = ['incremental', 'deep'];

/** How many failures in a row are looked at; equal ones are one row. */
const mostFailures = 50;

/**
 * Since when every pass fails to reach the clinic's database. One that failed before it asked IDENT anything tells
 * nothing.
 */
export async function databaseLostSince({ runs }: Pick<State, 'runs'>): Promise<number | null> {
  let since: number | null = null;
  for (const { outcome, errorCode, startedAt, counts } of await runs.lastEnds(
    passModes,
    mostFailures,
  )) {
    if (outcome === 'failed' && isOfDatabase(errorCode)) since = startedAt;
    else if (outcome !== 'failed' || (counts['queryMs'] ?? 0) > 0) break;
  }
  return since;
}

/** Errors of reaching and asking the database; that it lacks columns is said by a database that is there. */
export const isOfDatabase = (code: string | null): boolean =>
  code?.startsWith('IDENT_') === true && code !== 'IDENT_FIELDS_GONE';

export async function countPatients(
  state: State,
  sources: readonly NamedSource[],
): Promise<CountedPatients> {
  const census = new Map((await state.census.all()).map((one) => [one.source, one]));
  const counts = Map.groupBy(await state.census.count(heldCodes), (one) => one.source);
  const due = await state.meta.get('deepDue');
  const known = new Set(sources.map(({ number }) => number));
  // Patients of a source that the settings name no more are in amoCRM all the same.
  const others = [...new Set([...census.keys(), ...counts.keys()])]
    .filter((number) => !known.has(number))
    .map((number) => ({ number, name: String(number) }));
  return {
    links: await countLinks(state),
    coverage: {
      sources: [...sources, ...others].map(({ number, name }) => ({
        ...{ number, name, censusAt: census.get(number)?.at ?? null },
        places: Object.fromEntries((counts.get(number) ?? []).map((one) => [one.place, one.count])),
      })),
      doubted: forgetfulReasons.has(due) || due === contradicted,
    },
  };
}

async function countLinks({ db }: State): Promise<HealthFacts['links']> {
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

async function unlinked({ db }: State): Promise<number> {
  const { n } = await db
    .selectFrom('rejected')
    .where(isAbsent('rejected.patient_id', 'links'))
    .select((e) => e.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return n;
}

async function rejectedRows({ db }: State): Promise<WaitingRows> {
  const row = await db
    .selectFrom('rejected')
    .select((e) => [e.fn.countAll<number>().as('n'), e.fn.min<number | null>('first_at').as('at')])
    .executeTakeFirstOrThrow();
  return { count: row.n, oldestAt: row.at };
}

/** What a pass that is under way has sent is in flight: it knows what becomes of it before it ends. */
async function uncertainRows({ db }: State, underWay: readonly number[]): Promise<WaitingRows> {
  const row = await db
    .selectFrom('intents')
    .where('run_id', 'not in', [...underWay, 0])
    .select((e) => [
      e.fn.countAll<number>().as('n'),
      e.fn.min<number | null>('created_at').as('at'),
    ])
    .executeTakeFirstOrThrow();
  return { count: row.n, oldestAt: row.at };
}

/** A run that has not ended may have died with its process: then nobody holds the lock. */
async function runsUnderWay(
  { runs, passLock }: State,
  { running, waitsFor }: ProcessFacts,
): Promise<readonly Run[]> {
  const open = await runs.open();
  if (open.length === 0) return [];
  const isAtWork = running !== null || waitsFor !== null || (await passLock.current()) !== null;
  return isAtWork ? open : [];
}

/** Findings that an incident of their own tells. */
const toldApart = new Set(['missing', 'guard-waits', 'unreadable']);

async function deepReport({ runs, findings }: State): Promise<DeepReport | null> {
  const run = await runs.lastWhole('deep');
  if (run === undefined || run.endedAt === null) return null;
  let attention = 0;
  let apart = 0;
  for (const [kind, count] of await findings.counts(run.id)) {
    if ((findingMeaning(kind)?.severity ?? 'attention') !== 'attention') continue;
    attention += count;
    if (toldApart.has(kind)) apart += count;
  }
  const unreadable = Object.values(unreadableCounts(run.counts)).reduce((a, b) => a + b, 0);
  const { id: runId, endedAt } = run;
  return { runId, endedAt, attention, toldApart: apart, unreadable };
}
