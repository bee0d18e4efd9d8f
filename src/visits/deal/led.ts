import { isSame, type Place } from './move.ts';

/**
 * Who leads a deal's stage. `program`: we do. `touched`: we do, and somebody has changed the deal since: it moves on alone,
 * never back. `people`: they do, and we keep up its fields at most.
 */
export type LedBy = 'program' | 'touched' | 'people';

/** A deal as amoCRM shows it, and what is known of it. */
interface LedDeal {
  /** Where it stands; null: it is not asked for, or amoCRM does not show it. */
  readonly at: Place | null;
  /** Where we last put it; null: nowhere. */
  readonly put: Place | null;
  readonly isTouched: boolean;
  /** Statuses that we take no deal out of: protected ones, and those of «Неразобранное». */
  readonly kept: ReadonlySet<number>;
}

/** By the rules of moving ({@link moveOf}): a deal moves while it stands where we put it, in no stage that people keep. */
export function ledBy({ at, put, isTouched, kept }: LedDeal): LedBy {
  if (put === null) return 'people';
  if (at !== null && (kept.has(at.status) || !isSame(at, put))) return 'people';
  return isTouched ? 'touched' : 'program';
}
