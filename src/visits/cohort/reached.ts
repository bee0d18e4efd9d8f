const day = 86_400;

/**
 * Whether a list of deals from the newest id down, broken off where all were older than a moment, has shown all that were
 * created since. A batch that was brought in from elsewhere has new ids and old times, and newer deals behind it: it shows
 * by a jump of the times, longer than any that is usual among the newer ones.
 *
 * @param times when deals were created, in seconds, by descending id.
 */
export function hasReached(times: readonly number[], from: number): boolean {
  const newer = times.filter((time) => time >= from);
  const last = times.findLastIndex((time) => time >= from);
  const next = times.slice(last + 1);
  // Where nothing is newer at all, whatever is may stand behind what was seen.
  if (newer.length === 0 || next.length === 0) return false;
  const sorted = newer.toSorted((a, b) => b - a);
  const usual = sorted.reduce(
    (most, time, at) => Math.max(most, (sorted[at - 1] ?? time) - time),
    day,
  );
  const latest = next.reduce((most, time) => Math.max(most, time));
  return (sorted.at(-1) ?? from) - latest <= 3 * usual;
}
