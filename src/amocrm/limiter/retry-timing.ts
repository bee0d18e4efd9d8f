/** How long to wait before the next try. Pure; all bounds in one place. */
export const retryBounds = {
  /** Tries of one read, the first included. */
  readTries: 5,
  /** 429 answers that one call lives through; the limiter waits between them. */
  throttledTries: 8,
  /** Waits between reads: full jitter over 1 s, 2 s, 4 s, … never above 32 s. */
  baseMs: 1_000,
  capMs: 32_000,
  /** After a 429 that names no time, at least this: amoCRM counts by the second. */
  throttleFloorMs: 1_000,
  /** Longest pause after a 429, and the most of a `Retry-After` that is honoured. */
  pauseCapMs: 300_000,
} as const;

// RFC 9110's preferred form only; Date.parse alone would take "5" or "May" for a date.
const httpDate =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

function parseHttpDate(text: string | null): number | null {
  return text !== null && httpDate.test(text) ? Date.parse(text) : null;
}

function bounded(ms: number): number {
  return Math.min(Math.max(ms, 0), retryBounds.pauseCapMs);
}

/** What of an answer says how long to stay away. */
interface RetryAdvice {
  readonly retryAfter: string | null;
  /** The answer's `Date`: a date in `Retry-After` is measured by the server's clock, not by ours. */
  readonly date: string | null;
  readonly body: unknown;
}

/**
 * The server's wish in milliseconds, within [0, 5 min]: `Retry-After` as seconds or as a date, else `retry_after`
 * (seconds) of a 429's body; `null` when it says nothing that makes sense.
 */
export function retryAfterMs(advice: RetryAdvice, nowMs: number): number | null {
  const header = advice.retryAfter?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(header)) return bounded(Number(header) * 1000);
  const until = parseHttpDate(header);
  if (until !== null) return bounded(until - (parseHttpDate(advice.date) ?? nowMs));
  const { body } = advice;
  if (typeof body === 'object' && body !== null && 'retry_after' in body) {
    const seconds = Number(body.retry_after);
    if (Number.isFinite(seconds) && seconds >= 0) return bounded(seconds * 1000);
  }
  return null;
}

/**
 * Exponential back-off with full jitter: anything in [0, min(cap, base × 2^failures)). `random` is in [0, 1), `failures`
 * counts from 0.
 */
export function backoffMs(failures: number, random: number, capMs: number): number {
  return random * Math.min(capMs, retryBounds.baseMs * 2 ** failures);
}

/** Before a read is tried again: never earlier than the server wants. */
export function readRetryMs(failures: number, random: number, serverMs: number | null): number {
  return Math.max(serverMs ?? 0, backoffMs(failures, random, retryBounds.capMs));
}

/**
 * How long all traffic pauses after the nth 429 in a row, `strikes` from 1: as long as the server wants, and never less
 * than our own back-off, since its wish may have passed, be nothing, or not be what it goes by.
 */
export function throttlePauseMs(strikes: number, random: number, serverMs: number | null): number {
  return Math.max(
    serverMs ?? 0,
    backoffMs(strikes, random, retryBounds.pauseCapMs),
    retryBounds.throttleFloorMs,
  );
}
