import { isDeepStrictEqual } from 'node:util';
import type { SourceNumber } from '../../contact/model/patient-key.ts';
import { Hasher } from '../../contact/value/hasher.ts';
import {
  type BranchId,
  type BranchMemory,
  idsOf,
  plainName,
} from '../../ident/branches/branch-choice.ts';
import type { BranchReport } from '../../ident/branches/branch-reader.ts';
import type { Fact } from '../../state/account/facts.ts';
import type { Repositories, State } from '../../state/open-state.ts';
import { SyncError } from '../errors.ts';
import type { OpeningEntry } from '../guard/ledger.ts';
import type { SyncSetup } from '../pass/pass-context.ts';
import { sourceErrors } from './errors.ts';

/** The choice of branches by which a pass reads a source. */
export interface SourceBranches {
  readonly report: BranchReport | null;
  /** Null: everybody's. */
  readonly choice: Fact<'branchChoice'> | null;
  /** It is not the one by which everything was compared last. */
  readonly isNew: boolean;
  readonly entries: readonly OpeningEntry[];
}

/** What the names of a source's branches meant, for the next look into it. A name may be a person's: its hash is kept. */
export function branchMemory(known: Fact<'branchNames'>, key: string): BranchMemory {
  const hasher = new Hasher(key);
  // As `note` put them down.
  return (name) => known[nameHash(hasher, name)] as readonly BranchId[] | undefined;
}

/**
 * Sees that the chosen branches are IDENT's.
 *
 * @throws SyncError BRANCH_UNKNOWN, BRANCHES_UNREADABLE
 */
export async function checkBranches(
  { state }: Pick<SyncSetup, 'state'>,
  { number: source, isNew }: { readonly number: SourceNumber; readonly isNew: boolean },
  report: BranchReport | null,
): Promise<SourceBranches> {
  const meta = state.meta.of(source);
  const before = (await meta.get('branchChoice')) ?? null;
  if (report === null || !report.isReadable) {
    // It was readable: all that is new would pass for chosen.
    if (report !== null && !isNew && (await meta.get('branchNames')) !== undefined)
      throw new SyncError(sourceErrors.branchesUnreadable());
    return { report, choice: null, isNew: before !== null, entries: [] };
  }
  // What a name meant in another database says nothing of this one.
  const unknown = isNew ? [...report.unknown, ...report.gone] : report.unknown;
  if (unknown.length > 0) {
    const places = unknown.map((name) => report.choice.names.indexOf(name) + 1);
    throw new SyncError(sourceErrors.branchUnknown({ places: places.toSorted((a, b) => a - b) }));
  }
  const choice = { ids: [...idsOf(report)], withoutVisits: report.choice.withoutVisits };
  return {
    report,
    choice,
    isNew: !isDeepStrictEqual(choice, before),
    entries: [noteOf(state, { source, isNew }, report)],
  };
}

const noteOf = (
  { key }: Pick<State, 'key'>,
  { source, isNew }: { readonly source: SourceNumber; readonly isNew: boolean },
  { ids }: BranchReport,
): OpeningEntry => {
  const hasher = new Hasher(key);
  const names = Object.fromEntries([...ids].map(([name, of]) => [nameHash(hasher, name), [...of]]));
  return async (tx: Repositories) => {
    const meta = tx.meta.of(source);
    // The keys of another database are other branches here.
    const known = isNew ? {} : ((await meta.get('branchNames')) ?? {});
    const all = { ...known, ...names };
    if (isNew || !isDeepStrictEqual(all, known)) await meta.set('branchNames', all);
  };
};

const nameHash = (hasher: Hasher, name: string): string => hasher.text('branch', plainName(name));
