import type { Clock } from '../clock.ts';
import type { SourceNumber } from '../contact/model/patient-key.ts';
import type { AccessFacts, HealthFacts, RunningPass } from '../health/facts.ts';
import { type CountedPatients, readFacts } from '../health/read-facts.ts';
import { isUnasked } from '../health/rules/beginning.ts';
import { longestRestMs } from '../ident/sources/rest.ts';
import type { State, StateReads } from '../state/open-state.ts';
import type { LockHolder } from '../state/processes/pass-lock.ts';
import { deepSchedule } from './schedule/deep-schedule.ts';
import { newHistory, nextPasses } from './schedule/next-passes.ts';

interface OutsideView {
  readonly state: State;
  /** By which it is read; absent: the state's own. */
  readonly reads?: StateReads;
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly deepHours: { readonly morning: number; readonly evening: number };
  /** The clinic's. */
  readonly timeZone: string;
  /** Those of the settings. */
  readonly sources: readonly { readonly number: SourceNumber; readonly name: string }[];
  /** Of a clinic that a fleet carries over: who does, and when the next pass is due. */
  readonly fleet?: {
    readonly service: LockHolder | null;
    readonly nextAt: number;
    /** The pass that a machine makes now, as far as that is known. */
    readonly running?: RunningPass | null;
  } | null;
  /** Counting patients reads all of them; default: counts. */
  readonly counted?: () => Promise<CountedPatients>;
  /** Null: it was not looked at. */
  readonly access: AccessFacts | null;
}

/** The facts as a command beside the service sees them: by the state and its locks. */
export async function outsideFacts(view: OutsideView): Promise<HealthFacts> {
  const { state, clock, intervalMs, access, sources, fleet = null, counted } = view;
  const { reads = state } = view;
  const { passLock } = state;
  const running = fleet?.running ?? null;
  const service = fleet === null ? await state.serviceLock.current() : fleet.service;
  const now = clock.now();
  const latest = now + longestRestMs;
  const facts = await readFacts({
    state: reads,
    passLock,
    intervalMs,
    now,
    sources,
    ...(counted && { counted }),
    process: {
      startedAt: service?.since ?? null,
      running,
      access,
      // The lock of a pass that is known of is that pass's.
      waitsFor: running === null ? await passLock.current() : null,
      // Beyond the longest rest it is of a clock that was put back; 0: there is none.
      restUntil: Math.min((await reads.meta.get('restUntil')) ?? 0, latest) || null,
      nextIncrementalAt: null,
      nextDeepAt: null,
    },
  });
  // Nothing comes where nothing runs, or something stands in the way.
  const isComing = service !== null && facts.pauses.length === 0 && !isUnasked(facts);
  if (!isComing) return facts;
  const next = { ...facts, ...nextOf(facts, view) };
  return fleet === null ? next : { ...next, nextIncrementalAt: fleet.nextAt };
}

/** As the schedule says. */
function nextOf(
  { now, lastDeepAt, firstLoadDone, lastRun, lastPass, restUntil }: HealthFacts,
  { clock, intervalMs, deepHours, timeZone }: OutsideView,
): Pick<HealthFacts, 'nextIncrementalAt' | 'nextDeepAt'> {
  const { deepAt } = nextPasses(
    newHistory({ lastDeepAt, firstLoadDone }),
    { wall: now, monotonic: clock.monotonic() },
    { intervalMs, deep: deepSchedule(deepHours, timeZone) },
  );
  const rested = restUntil ?? 0;
  // The one that is under way may have begun before others that ran between its pages.
  const begun = [lastRun, lastPass].map((run) => (run?.times === 1 ? run.startedAt : run?.endedAt));
  const last = Math.max(...begun.map((at) => at ?? Number.NEGATIVE_INFINITY));
  return {
    nextIncrementalAt: Math.max((Number.isFinite(last) ? last : now) + intervalMs, rested, now),
    nextDeepAt: Math.max(deepAt, rested),
  };
}
