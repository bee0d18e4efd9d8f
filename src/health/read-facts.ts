import type { FactName } from '../state/account/facts.ts';
import { forgetfulReasons, type KnownFacts } from '../state/account/meta.ts';
import type { StateReads } from '../state/open-state.ts';
import type { LinkStatus } from '../state/patients/link.ts';
import type { Lock } from '../state/processes/pass-lock.ts';
import { processDied } from '../state/record/run-codes.ts';
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
  UnaskedSources,
  WaitingRows,
} from './facts.ts';
import { readDeals } from './read-deals.ts';

interface FactsSource {
  readonly state: StateReads;
  /** Who makes a pass now, of which this process may know nothing. */
  readonly passLock: Pick<Lock, 'current'>;
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
  const open = await state.runs.open();
  const isAtWork = open.length > 0 && (await hasWorker(source));
  const underWay = isAtWork ? open : [];
  const lastPass = await runs.lastEnded(passModes);
  const known = await meta.read(...factNames);
  const carried = known.ofSources('carriedAt');
  const { unlinked, rejected, uncertain } = await waitingRows(
    state,
    underWay.map(({ id }) => id),
  );
  return {
    ...process,
    now,
    intervalMs,
    links,
    coverage,
    pauses: await state.pauses.all(),
    resumedAt: known.get('resumedAt') ?? null,
    fieldsBound: (await state.fields.all()).length > 0,
    // The cursor is there as soon as a first load was whole.
    firstLoadDone: known.ofSources('cursor').size > 0,
    unasked: unaskedSources(known),
    lastIncrementalAt: known.get('lastIncrementalAt') ?? null,
    lastDeepAt: known.get('lastDeepAt') ?? null,
    lastRun: await lastRun(state, { open, isAtWork }),
    lastPass: lastPass ?? null,
    lastDeep: (await runs.lastEnded(['deep'])) ?? null,
    databaseLostSince: await databaseLostSince(state),
    sourceAges: sources.map(({ number, name }) => ({
      number,
      name,
      carriedAt: carried.get(number) ?? null,
    })),
    sourcesAway: [...known.ofSources('sourceAway')].map(([number, away]) => ({
      ...away,
      name: sources.find((one) => one.number === number)?.name ?? String(number),
    })),
    eventsTrouble: known.get('eventsTrouble') ?? null,
    dealsRest: known.get('dealsRest') ?? null,
    deals: await readDeals(state, { now, intervalMs }),
    otherWriter: otherWriter(known),
    tokensBehindSince: known.get('tokensBehind')?.since ?? null,
    patients: Object.values(links).reduce((all, count) => all + count, 0) + unlinked,
    rejected,
    underWay: underWay.map(({ id }) => id),
    uncertain,
    postponed: await state.guarded.waitingCount(),
    deepReport: await deepReport(state),
    massChangeSince:
      underWay.find(({ counts }) => counts['allowed'] !== undefined)?.startedAt ?? null,
  };
}

/** What `meta` has of them. */
const factNames = [
  ...(['resumedAt', 'cursor', 'firstLoad', 'lastIncrementalAt', 'lastDeepAt'] as const),
  ...(['carriedAt', 'sourceAway', 'eventsTrouble', 'dealsRest', 'otherWriter'] as const),
  'tokensBehind',
] as const satisfies readonly FactName[];

type Known = KnownFacts<(typeof factNames)[number]>;

function unaskedSources(known: Known): UnaskedSources | null {
  const all = [...known.ofSources('firstLoad').values()];
  const waiting = all.filter(({ is }) => is === 'waiting').map(({ at }) => at);
  if (waiting.length === 0) return null;
  return { count: waiting.length, of: all.length, since: Math.min(...waiting) };
}

export function otherWriter(known: KnownFacts<'otherWriter'>): OtherWriterFact | null {
  const seen = known.get('otherWriter');
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
export async function databaseLostSince({
  runs,
}: Pick<StateReads, 'runs'>): Promise<number | null> {
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
  state: StateReads,
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
        number,
        name,
        censusAt: census.get(number)?.at ?? null,
        places: Object.fromEntries((counts.get(number) ?? []).map((one) => [one.place, one.count])),
      })),
      doubted: forgetfulReasons.has(due) || due === contradicted,
    },
  };
}

async function countLinks({ db }: StateReads): Promise<HealthFacts['links']> {
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

interface Waiting {
  /** Rejected patients that have no link. */
  readonly unlinked: number;
  readonly rejected: WaitingRows;
  /** What a pass that is under way has sent is in flight: it knows what becomes of it before it ends. */
  readonly uncertain: WaitingRows;
}

async function waitingRows({ db }: StateReads, underWay: readonly number[]): Promise<Waiting> {
  const row = await db
    .selectNoFrom((e) => {
      const rejected = e.selectFrom('rejected');
      const uncertain = e.selectFrom('intents').where('run_id', 'not in', [...underWay, 0]);
      return [
        rejected
          .where(isAbsent('rejected.patient_id', 'links'))
          .select((f) => f.fn.countAll<number>().as('n'))
          .as('unlinked'),
        rejected.select((f) => f.fn.countAll<number>().as('n')).as('rejected'),
        rejected.select((f) => f.fn.min<number | null>('first_at').as('at')).as('rejectedAt'),
        uncertain.select((f) => f.fn.countAll<number>().as('n')).as('uncertain'),
        uncertain.select((f) => f.fn.min<number | null>('created_at').as('at')).as('uncertainAt'),
      ];
    })
    .executeTakeFirstOrThrow();
  return {
    unlinked: row.unlinked ?? 0,
    rejected: { count: row.rejected ?? 0, oldestAt: row.rejectedAt },
    uncertain: { count: row.uncertain ?? 0, oldestAt: row.uncertainAt },
  };
}

/** A run that has not ended may have died with its process: then nobody holds the lock. */
const hasWorker = async ({
  passLock,
  process: { running, waitsFor },
}: FactsSource): Promise<boolean> =>
  running !== null || waitsFor !== null || (await passLock.current()) !== null;

/** The one that is under way, whatever runs between its pages; else the one that came to an end last, or died. */
async function lastRun(
  { runs }: Pick<StateReads, 'runs'>,
  { open, isAtWork }: { readonly open: readonly Run[]; readonly isAtWork: boolean },
): Promise<Run | null> {
  const [outermost, ...others] = open.toSorted((a, b) => a.id - b.id);
  if (isAtWork && outermost !== undefined) return outermost;
  const ended = (await runs.lastOver()) ?? null;
  const died = others.at(-1) ?? outermost;
  if (died === undefined || died.startedAt < (ended?.endedAt ?? 0)) return ended;
  return { ...died, outcome: 'incomplete', errorCode: processDied };
}

/** Findings that an incident of their own tells. */
const toldApart = new Set(['missing', 'guard-waits', 'unreadable']);

async function deepReport({ runs, findings }: StateReads): Promise<DeepReport | null> {
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
