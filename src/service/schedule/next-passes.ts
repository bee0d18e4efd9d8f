import type { Instant } from '../../amocrm/limiter/limiter-state.ts';
import { type Backoff, backoffMs } from '../../clock.ts';
import { restMs } from '../../ident/sources/rest.ts';
import type { DeepSchedule } from './deep-schedule.ts';

/** `incremental` is a deep one where the state demands it: a first load, a restored database. */
export type PassKind = 'incremental' | 'deep';

/** The last try at a kind of pass. */
interface Attempt {
  readonly begun: Instant;
  /** Absent: it is under way, or another process made it. */
  readonly ended?: Instant;
  /** How many in a row failed. */
  readonly failures: number;
}

/** What the next passes depend on. */
export interface PassHistory {
  /** By this process; null: none yet. */
  readonly incremental: Attempt | null;
  readonly deep: Attempt | null;
  /** When the last deep pass ended well, whoever ran it; wall ms. */
  readonly lastDeepAt: number | null;
  readonly firstLoadDone: boolean;
  /** IDENT is left in peace until then, monotonic ms (I6). */
  readonly restUntil: number;
}

export interface Timetable {
  readonly intervalMs: number;
  readonly deep: DeepSchedule;
}

const day = 86_400_000;

const retry: Readonly<Record<PassKind, Backoff>> = {
  incremental: { firstMs: 30_000, mostMs: 5 * 60_000 },
  // It reads all of both sides before it fails again.
  deep: { firstMs: 2 * 60_000, mostMs: 30 * 60_000 },
};

/** How long to wait after so many failures in a row. */
export function retryMs(kind: PassKind, failures: number): number {
  return backoffMs(retry[kind], failures);
}

/** Nothing tried yet in this process; `known` is what the state tells. */
export function newHistory(known: Pick<PassHistory, 'lastDeepAt' | 'firstLoadDone'>): PassHistory {
  return { ...known, incremental: null, deep: null, restUntil: 0 };
}

/** After a person's word nothing that failed before is waited for. */
export function forgiven(history: PassHistory): PassHistory {
  return { ...history, incremental: null, deep: null };
}

export function begun(history: PassHistory, kind: PassKind, now: Instant): PassHistory {
  return { ...history, [kind]: { begun: now, failures: history[kind]?.failures ?? 0 } };
}

export function ended(
  history: PassHistory,
  kind: PassKind,
  end: { readonly well: boolean; readonly queryMs: number },
  now: Instant,
): PassHistory {
  const attempt = history[kind] ?? { begun: now, failures: 0 };
  return {
    ...history,
    [kind]: { ...attempt, ended: now, failures: end.well ? 0 : attempt.failures + 1 },
    restUntil: Math.max(history.restUntil, now.monotonic + restAfter(kind, end.queryMs)),
  };
}

/** A deep pass paces itself: it gives the database its peace while it goes on. */
function restAfter(kind: PassKind, queryMs: number): number {
  return kind === 'deep' ? 0 : restMs(queryMs);
}

/** Which pass is to be run now, if any. */
export function duePass(history: PassHistory, now: Instant, timetable: Timetable): PassKind | null {
  if (now.monotonic < history.restUntil) return null;
  if (isDeepMissed(history, now, timetable) && waitLeft(history, 'deep', now, timetable) === 0) {
    return 'deep';
  }
  return isIncrementalDue(history, now, timetable) ? 'incremental' : null;
}

function isIncrementalDue(history: PassHistory, now: Instant, timetable: Timetable): boolean {
  return (
    now.monotonic >= history.restUntil && waitLeft(history, 'incremental', now, timetable) === 0
  );
}

/**
 * Whether one that is due may run between two pages of another pass: that one has its turn first, for as long as the last
 * one took, or for an interval. However long the two-minute passes take, the other one comes to its end.
 */
export function mayCutIn(history: PassHistory, now: Instant, timetable: Timetable): boolean {
  return isIncrementalDue(history, now, timetable) && turnLeft(history, now, timetable) === 0;
}

function turnLeft({ incremental }: PassHistory, now: Instant, { intervalMs }: Timetable): number {
  if (incremental?.ended === undefined) return 0;
  const { begun, ended } = incremental;
  const took = Math.min(ended.monotonic - begun.monotonic, intervalMs);
  return Math.max(took - elapsed(ended, now), 0);
}

/** When they will be due, as far as one can tell now; wall ms. */
export function nextPasses(
  history: PassHistory,
  now: Instant,
  timetable: Timetable,
): { readonly incrementalAt: number; readonly deepAt: number } {
  const rest = Math.max(history.restUntil - now.monotonic, 0);
  const soonest = (kind: PassKind) =>
    now.wall + Math.max(waitLeft(history, kind, now, timetable), rest);
  return {
    incrementalAt: soonest('incremental'),
    deepAt: isDeepMissed(history, now, timetable)
      ? soonest('deep')
      : timetable.deep.nextDue(now.wall),
  };
}

/** Whether the deep pass that was due last has not been made, in this process or another. */
function isDeepMissed(
  { lastDeepAt, firstLoadDone }: PassHistory,
  now: Instant,
  { deep }: Timetable,
): boolean {
  // The first load compares everything with everything itself.
  if (!firstLoadDone) return false;
  if (lastDeepAt === null || lastDeepAt < deep.lastDue(now.wall)) return true;
  // The clock was ahead then: do not wait until it is there again.
  return lastDeepAt > now.wall + day;
}

function waitLeft(
  history: PassHistory,
  kind: PassKind,
  now: Instant,
  { intervalMs }: Timetable,
): number {
  const attempt = history[kind];
  if (attempt === null) return 0;
  const { failures } = attempt;
  // A deep pass that ended well is due by the calendar alone.
  const usual = kind === 'deep' ? 0 : intervalMs;
  const wait = failures > 0 ? retryMs(kind, failures) : usual;
  return Math.max(wait - elapsed(attempt.begun, now), 0);
}

/**
 * The monotonic scale stands still while the machine sleeps, and the wall clock may be set back: whichever tells of more
 * time is believed, so that neither holds a pass up.
 */
function elapsed(since: Instant, now: Instant): number {
  return Math.max(now.monotonic - since.monotonic, now.wall - since.wall);
}
