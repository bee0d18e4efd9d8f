import type { SourceNumber } from '../contact/model/patient-key.ts';
import { type Place, places } from '../state/patients/census.ts';
import type { CoverageFacts } from './facts.ts';
import { deepMs } from './thresholds.ts';

/** Why patients of IDENT are not in amoCRM. */
export const outsidePlaces = places.filter((place): place is OutsidePlace => place !== 'linked');
export type OutsidePlace = Exclude<Place, 'linked'>;

/** How many patients of IDENT are in amoCRM, by the last audit and what was acknowledged since. */
export interface Coverage {
  readonly inAmo: number;
  /** Those in amoCRM, and those who are not: the parts below add up to it. */
  readonly total: number;
  /** Only what there is of. */
  readonly outside: readonly { readonly place: OutsidePlace; readonly count: number }[];
  /** When the audit ended; of several sources the oldest; null: there was none, and the figures mean nothing. */
  readonly at: number | null;
  /** It cannot be relied on any more. */
  readonly isOld: boolean;
}

export interface SourceCoverage extends Coverage {
  readonly source: SourceNumber;
  readonly name: string;
}

export function coverage(
  facts: { readonly coverage: CoverageFacts } & { readonly now: number },
): Coverage & { readonly sources: readonly SourceCoverage[] } {
  const { sources, doubted } = facts.coverage;
  const each = sources.map(({ number, name, censusAt, places: counts }): SourceCoverage => {
    const outside = outsidePlaces.flatMap((place) => {
      const count = counts[place] ?? 0;
      return count > 0 ? [{ place, count }] : [];
    });
    const inAmo = counts.linked ?? 0;
    return {
      source: number,
      name,
      inAmo,
      outside,
      at: censusAt,
      total: inAmo + outside.reduce((sum, { count }) => sum + count, 0),
      isOld: censusAt !== null && (doubted || facts.now - censusAt > deepMs),
    };
  });
  return { ...sumOf(each), sources: each };
}

function sumOf(each: readonly Coverage[]): Coverage {
  const sum = (of: (one: Coverage) => number) => each.reduce((all, one) => all + of(one), 0);
  const countOf = ({ outside }: Coverage, wanted: OutsidePlace) =>
    outside.find(({ place }) => place === wanted)?.count ?? 0;
  const ats = each.map(({ at }) => at);
  return {
    inAmo: sum(({ inAmo }) => inAmo),
    total: sum(({ total }) => total),
    outside: outsidePlaces
      .map((place) => ({ place, count: sum((one) => countOf(one, place)) }))
      .filter(({ count }) => count > 0),
    // One that was never counted makes the sum unknown.
    at:
      ats.length === 0 || ats.includes(null) ? null : Math.min(...ats.filter((at) => at !== null)),
    isOld: each.some(({ isOld }) => isOld),
  };
}
