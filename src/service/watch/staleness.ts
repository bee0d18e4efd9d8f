import type { HealthFacts } from '../../health/facts.ts';

/** After so many intervals without a good pass the data counts as stale. */
const staleIntervals = 3;

/** An interval of seconds is no reason to call for somebody within the same minute. */
const shortestPatienceMs = 5 * 60_000;

/** How old the data may be. */
export function stalePatienceMs({ intervalMs }: Pick<HealthFacts, 'intervalMs'>): number {
  return Math.max(staleIntervals * intervalMs, shortestPatienceMs);
}

/** When the last pass of whichever mode ended well; null: none did yet. */
export function lastGoodPassAt(
  facts: Pick<HealthFacts, 'lastIncrementalAt' | 'lastDeepAt'>,
): number | null {
  const ends = [facts.lastIncrementalAt, facts.lastDeepAt].filter((at) => at !== null);
  return ends.length === 0 ? null : Math.max(...ends);
}

/** Since when the data has been stale; null while it is fresh, and in a first load, where there is none to be stale. */
export function staleSince(facts: HealthFacts): number | null {
  const last = lastGoodPassAt(facts);
  if (!facts.firstLoadDone || last === null) return null;
  // While the database is left in peace no pass is due: what comes after it gets an interval.
  const { restUntil = null } = facts;
  const rested = restUntil === null ? last : restUntil + facts.intervalMs;
  const from = Math.max(last + stalePatienceMs(facts), rested);
  return facts.now > from ? from : null;
}
