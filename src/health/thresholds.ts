const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** An interval of seconds is no reason to call for somebody within the same minute. */
const shortestStaleMs = 5 * minute;
/** Longer than anything that a healthy service waits for in silence: amoCRM's block is probed after 15 minutes. */
const shortestSilenceMs = 30 * minute;

/** How long things may last before they count, by the interval between two passes: the only ones there are. */
export const thresholds = (intervalMs: number) => ({
  /** How old the data may be. */
  staleMs: Math.max(3 * intervalMs, shortestStaleMs),
  /** A database server that is restarted for its updates is back by then. */
  databaseMs: Math.max(5 * intervalMs, 10 * minute),
  /** How long the service's loop may be silent before it counts as stuck. */
  silenceMs: Math.max(3 * intervalMs, shortestSilenceMs),
});

/** Two deep passes a day, however seldom others run: one was missed, and the next one, too. */
export const deepMs = 26 * hour;
/** A machine that was off for days first has to get its deep pass done. */
export const deepStartMs = 6 * hour;
/** As long as a great pass may take, ours or another command's, it is the reason why no other ends. */
export const greatPassMs = 2 * hour;
export const pauseForgottenMs = day;
/** A pass of so many hours may hang. */
export const lockOldMs = 6 * hour;
export const tokenNoticeMs = 14 * day;
/** So many failures in a row are no chance any more. */
export const failuresOnEnd = 3;

/** Whether so many rejected patients are a fault of the whole rather than of single cards. */
export function areManyRejected(count: number, patients: number): boolean {
  return count > 200 || (count >= 3 && count * 100 > patients);
}

/** A feed of amoCRM's that fails for less long is no matter. */
export const eventsPatienceMs = 30 * 60_000;
