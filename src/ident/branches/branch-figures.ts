import type { Probe } from '../ident.ts';
import { idsOf } from './branch-choice.ts';
import type { BranchCensus } from './branch-reader.ts';

/** How many patients were in a branch, and whether it is chosen. */
export interface BranchFigure {
  /** As IDENT shows it; null: it has no name there, or bookings name no branch at all. */
  readonly name: string | null;
  readonly patients: number;
  readonly isChosen: boolean;
}

/** All branches of a database, by name; those whose branch cannot be read last: they count as chosen. */
export function branchFigures(
  { branches, unknown }: BranchCensus,
  chosen: Probe['branches'],
): readonly BranchFigure[] {
  const ids = new Set(chosen === null ? [] : idsOf(chosen));
  const figures = branches.map(({ id, names: [name = null], patients }) => ({
    name,
    patients,
    isChosen: ids.has(id),
  }));
  const named = figures.toSorted((a, b) => (a.name ?? '').localeCompare(b.name ?? '', 'ru'));
  const unread = { name: null, patients: unknown, isChosen: chosen !== null };
  return unknown > 0 ? [...named, unread] : named;
}
