/** I6: a database is left in peace this many times as long as a pass kept it busy, but not for ever. */
const restFactor = 20;
export const longestRestMs = 10 * 60_000;

export const restMs = (queryMs: number): number => Math.min(queryMs * restFactor, longestRestMs);
