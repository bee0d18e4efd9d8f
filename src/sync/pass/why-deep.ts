import type { Databases } from '../../ident/sources/databases.ts';
import type { OthersWork } from '../audit/deep.ts';
import { type ReadSource, readBetween } from '../source/open-sources.ts';
import { FirstLoad } from './first-load.ts';
import type { Pass, SyncSetup } from './pass-context.ts';
import type { PassKind } from './pass-kind.ts';
import { PassRestart } from './pass-restart.ts';

export const resetOf = (read: readonly ReadSource[]): string | null =>
  read.flatMap(({ scan }) => scan?.reset ?? [])[0] ?? null;

/** Other branches are chosen than those by which everything was compared last. */
export const newChoice = (read: readonly ReadSource[]): string | null =>
  read.some(({ branches }) => branches.isNew) ? 'branches-changed' : null;

/** Whether one of these was away while everything was compared. */
export async function missedBefore(
  { meta }: SyncSetup['state'],
  read: readonly ReadSource[],
): Promise<string | null> {
  const missed = await meta.ofSources('deepMissed');
  return read.some(({ source }) => missed.has(source.number)) ? 'source-back' : null;
}

/** @throws PassRestart */
export function whyDeep({ isDeep }: PassKind, due: string | null): string | null {
  if (isDeep === 'not-asked') return null;
  if (isDeep === 'always') return 'asked';
  if (isDeep === 'left-to-next' && due !== null) throw new PassRestart(due);
  return due;
}

/** What a deep pass over these loads for the first time; null: nothing. */
export async function firstLoadOf(
  state: Pick<SyncSetup['state'], 'meta' | 'census'>,
  { read, databases }: { readonly read: readonly ReadSource[]; readonly databases: Databases },
): Promise<FirstLoad | null> {
  const loading = read.flatMap(({ source, scan, branches }) =>
    scan?.reset === 'first'
      ? [{ source, begun: scan.next, isChosen: branches.choice !== null }]
      : [],
  );
  if (loading.length === 0) return null;
  const fresh = new Set(loading.map(({ source }) => source.number));
  const others = [...databases.numbers].filter((number) => !fresh.has(number));
  const isBeside = (await readBetween(state, others, null)).size > 0;
  // Where another database was compared as a whole before, its patients are who counts.
  const known = new Set((await state.census.all()).map(({ source }) => source));
  return new FirstLoad(
    loading.map(({ source: { number, ident }, begun, isChosen }) => ({
      ...{ number, begun },
      // One that does not answer here fails where it is read; who is of the chosen branches is not known yet.
      patients: async () =>
        isChosen || known.has(number) ? 0 : await ident.count().catch(() => 0),
    })),
    { isBeside },
  );
}

/**
 * Who may work between the pages of a deep pass, and where, as far as changes of IDENT tell. While a source is loaded for
 * the first time, those that were loaded before go on, be they away when it begins; whom it has linked follow as soon as
 * it writes.
 */
export function letIn(
  { ledger, firstLoad }: Pick<Pass, 'ledger' | 'firstLoad'>,
  { betweenPages }: Pick<SyncSetup, 'betweenPages'>,
  read: readonly ReadSource[],
): OthersWork {
  if (betweenPages === undefined) return {};
  const isAnew = read.some(({ scan }) => scan !== null && ![null, 'first'].includes(scan.reset));
  if (isAnew) return {};
  const beside = { betweenPages: () => betweenPages(null) };
  if (firstLoad === null) return beside;
  const { isBeside } = firstLoad;
  return {
    ...(isBeside && beside),
    // Before its first write nobody is linked by it, nor is the state its databases'.
    betweenWrites: async () => {
      if (ledger.hasWritten) await betweenPages(firstLoad);
      else if (isBeside) await betweenPages(null);
    },
  };
}
