import type { Clock } from '../clock.ts';
import { deepSchedule } from '../service/deep-schedule.ts';
import { longestRestMs, newHistory, nextPasses } from '../service/next-passes.ts';
import type { State } from '../state/open-state.ts';
import type { LockHolder } from '../state/pass-lock.ts';
import type { Pause } from '../state/pauses.ts';
import type { Settings } from './context.ts';

/** What the state says of the service. Times are milliseconds since the epoch. */
export interface ServiceReport {
  /** The service that works on this state; null: there is none. */
  readonly running: LockHolder | null;
  /** Why it rests, the gravest first. */
  readonly pauses: readonly Pause[];
  /** As the schedule says; null while nothing runs or something stands in the way. */
  readonly nextIncrementalAt: number | null;
  readonly nextDeepAt: number | null;
}

export async function readService(
  state: State,
  { config }: Settings<'sync'>,
  clock: Clock,
): Promise<ServiceReport> {
  const running = await state.serviceLock.current();
  const pauses = await state.pauses.all();
  if (running === null || pauses.length > 0) {
    return { running, pauses, nextIncrementalAt: null, nextDeepAt: null };
  }
  const { intervalMs, deepHours } = config.sync;
  const now = { wall: clock.now(), monotonic: clock.monotonic() };
  const lastDeepAt = (await state.meta.get('lastDeepAt')) ?? null;
  const firstLoadDone = (await state.meta.get('cursor')) !== undefined;
  const { deepAt } = nextPasses(newHistory({ lastDeepAt, firstLoadDone }), now, {
    intervalMs,
    deep: deepSchedule(deepHours, config.timeZone),
  });
  const [last] = await state.runs.latest(1);
  // Beyond the longest rest it is of a clock that was put back.
  const rested = Math.min((await state.meta.get('restUntil')) ?? 0, now.wall + longestRestMs);
  const nextIncrementalAt = Math.max((last?.startedAt ?? now.wall) + intervalMs, rested, now.wall);
  return { running, pauses, nextIncrementalAt, nextDeepAt: Math.max(deepAt, rested) };
}
