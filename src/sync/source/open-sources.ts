import { AppError } from '../../app-error.ts';
import { type PatientId, type SourceNumber, sourceOf } from '../../contact/model/patient-key.ts';
import type { ChangeCursor } from '../../ident/changes/change-cursor.ts';
import type { ChangeScan } from '../../ident/changes/change-scan.ts';
import { IdentError, identErrors } from '../../ident/connection/errors.ts';
import type { Probe } from '../../ident/ident.ts';
import type { Databases, LostSource, OpenSource } from '../../ident/sources/databases.ts';
import type { OpeningEntry } from '../guard/ledger.ts';
import type { FirstLoad } from '../pass/first-load.ts';
import type { SyncSetup } from '../pass/pass-context.ts';
import type { PassKind } from '../pass/pass-kind.ts';
import { checkBranches, type SourceBranches } from './check-branches.ts';
import { checkDatabase, checkNumbers } from './check-database.ts';
import { checkSources, recall } from './check-sources.ts';
import { answersInTime } from './patience.ts';

/** A source as a pass begins with it. */
export interface ReadSource {
  readonly source: OpenSource;
  /** From where its changes were read. */
  readonly cursor: ChangeCursor | null;
  /** Null: nobody asked for changes. */
  readonly scan: ChangeScan | null;
  /** Whose patients are wanted of it. */
  readonly branches: SourceBranches;
  /** What the first write of the pass makes durable. */
  readonly entries: readonly OpeningEntry[];
}

interface OpenedSources {
  readonly read: readonly ReadSource[];
  readonly databases: Databases;
}

/**
 * Looks into all databases at once, and sees that each is its source's. One of several that does not answer, or is not
 * what it was, is left out: its patients stay as they stand, and nobody else waits for it.
 *
 * @throws what is wrong with the only one, or with all of them; SyncError where numbers of sources do not fit
 */
export async function openSources(
  setup: SyncSetup,
  databases: Databases,
  {
    kind,
    accept,
  }: { readonly kind: PassKind; readonly accept: boolean | SourceNumber | undefined },
): Promise<OpenedSources> {
  const { state } = setup;
  if (kind.patients !== null) databases.demand(kind.patients);
  const wanted = await wantedBy(setup, databases, kind);
  const lost: LostSource[] = [];
  const opened = wanted.map((source) => ({ source }));
  const looked = await readInTime(
    { ...setup, ms: answersMs },
    opened,
    lost,
    async ({ source }) => ({
      source,
      probe: await recall(state, source),
      identity: (await source.ident.server()).identity,
    }),
  );
  await checkNumbers(
    state,
    looked.map(({ source: { number, name }, identity }) => ({ number, name, identity })),
    databases.numbers,
  );
  const checked: Checked[] = [];
  for (const one of looked) {
    try {
      const isMeant = accept === true || accept === one.source.number;
      checked.push(await check(setup, one, { kind, accept: isMeant }));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      lost.push({ ...one.source, error });
    }
  }
  const read = await readInTime({ ...setup, ms: changesMs }, checked, lost, async (one) => ({
    ...one,
    scan: kind.patients === null ? await one.source.ident.changedSince(one.cursor) : null,
  }));
  const [first] = lost;
  // Whoever stops the pass takes no source away.
  if (databases.sources.length > 1) setup.signal?.throwIfAborted();
  if (read.length === 0 && first !== undefined) throw first.error;
  return { read, databases: lost.length === 0 ? databases : databases.without(lost) };
}

/** So long a source is waited for once another one has answered: to tell what it is, and what changed in it. */
const answersMs = 30_000;
const changesMs = 120_000;

type Checked = Omit<ReadSource, 'scan'>;

/** Whose databases a pass reads. */
async function wantedBy(
  { state }: SyncSetup,
  { sources }: Databases,
  { patients, firstLoad, isAlone }: PassKind,
): Promise<readonly OpenSource[]> {
  if (sources.length <= 1) return sources;
  if (patients !== null && patients.length > 0) return ofPatients(sources, patients);
  if (isAlone) return sources;
  const numbers = sources.map(({ number }) => number);
  const wanted = await readBetween(state, numbers, firstLoad);
  return sources.filter(({ number }) => wanted.has(number));
}

/**
 * Which of these sources a pass reads that runs between the pages of a deep one: those that a first load around it loads;
 * else those that were loaded before, but for one that is to be compared as a whole first, having missed that.
 */
export async function readBetween(
  { meta }: Pick<SyncSetup['state'], 'meta'>,
  numbers: Iterable<SourceNumber>,
  firstLoad: FirstLoad | null,
): Promise<ReadonlySet<SourceNumber>> {
  const all = [...numbers];
  if (firstLoad !== null)
    return new Set(all.filter((number) => firstLoad.cursorOf(number) !== undefined));
  const known = await meta.read('cursor', 'deepMissed');
  const cursors = known.ofSources('cursor');
  const missed = known.ofSources('deepMissed');
  return new Set(all.filter((number) => cursors.has(number) && !missed.has(number)));
}

function ofPatients(
  sources: readonly OpenSource[],
  patients: readonly PatientId[],
): readonly OpenSource[] {
  const numbers = new Set(patients.map(sourceOf));
  return sources.filter(({ number }) => numbers.has(number));
}

async function check(
  setup: SyncSetup,
  { source, probe, identity }: { source: OpenSource; probe: Probe; identity: string },
  { kind, accept }: { readonly kind: PassKind; readonly accept: boolean },
): Promise<Checked> {
  const { number } = source;
  const { isNew, claim } = await checkDatabase(
    setup,
    { number, identity },
    { accept, planOnly: kind.plansOnly },
  );
  const entries = await checkSources(setup, number, probe, { remember: !kind.plansOnly, isNew });
  const branches = await checkBranches(setup, { number, isNew }, probe.branches);
  const known =
    kind.firstLoad?.cursorOf(number) ?? (await setup.state.meta.of(number).get('cursor'));
  const cursor = isNew ? null : (known ?? null);
  return { source, cursor, branches, entries: [...claim, ...entries, ...branches.entries] };
}

/** Those that could be read, in their order; the others are lost. */
async function readInTime<T extends { readonly source: OpenSource }, R>(
  { clock, ms }: Pick<SyncSetup, 'clock'> & { readonly ms: number },
  items: readonly T[],
  lost: LostSource[],
  read: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const isAwaited = (at: number) => items[at]?.source.isAwaited === true;
  const results = await answersInTime(items.map(read), { clock, ms, isAwaited });
  return items.flatMap((item, at) => {
    const result = results[at];
    if (result?.status === 'fulfilled') return [result.value];
    const { source } = item;
    if (result?.status !== 'rejected') {
      source.abandon?.();
      lost.push({
        ...source,
        error: new IdentError(
          identErrors.timeout({ address: source.name, database: '', user: '' }),
        ),
      });
      return [];
    }
    // A bug is nobody's database that is away.
    if (!(result.reason instanceof AppError)) throw result.reason;
    lost.push({ ...source, error: result.reason });
    return [];
  });
}
