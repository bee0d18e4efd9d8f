import { z } from 'zod';
import { lineSpreadSchema, quietLine, spreadBounds } from './line-spread.ts';
import { retryBounds } from './retry-timing.ts';

/** amoCRM counts by the second; these bound everything that a stored state may claim. */
export const limiterBounds = {
  /** A 429 widens the spacing by this factor, … */
  slowBy: 1.5,
  /** … at most to this multiple; … */
  slowestBy: 8,
  /** … and each answer narrows it again: from 1.5 to 1 in 21 answers, from 8 to 1 in 103. */
  recoverBy: 0.98,
  /** How long nobody may call after an HTML 403: more requests only lengthen amoCRM's block. */
  blockMs: 15 * 60_000,
  /** A probe that was not heard of for this long is taken for dead; longer than any request's time-out. */
  probeMs: 120_000,
  /** How far ahead a slot may be booked, … */
  maxLeadMs: 2_000,
  /** … and how long the opening of a connection may be thought to take. */
  maxConnectMs: 1_000,
} as const;

/**
 * The pace of one amoCRM account over all processes of the machine, kept as JSON. Times on the monotonic scale begin
 * anew at a reboot; the block stands on the wall clock, so that a restart of the machine does not lift it.
 */
export const limiterStateSchema = z.object({
  /** Monotonic ms of the newest slot, which spacing counts from. */
  lastSlot: z.number().nullable(),
  /**
   * When requests of the last period arrive at the latest where the line does not vary, monotonic ms, in the order of
   * their slots.
   */
  arrivals: z.array(z.number()),
  /** What has been seen of how much the line varies; absent in the state of older versions. */
  line: lineSpreadSchema.default(quietLine),
  /** Multiple of the spacing, 1 … {@link limiterBounds.slowestBy}. */
  slowdown: z.number().min(1).max(limiterBounds.slowestBy),
  /** 429 answers in a row. */
  strikes: z.number().int().min(0),
  /** Monotonic ms; nothing is sent before. */
  pausedUntil: z.number().nullable(),
  /** Monotonic ms of the newest 429: older requests' answers say nothing about the pace since. */
  throttledAt: z.number().nullable(),
  /** The open circuit, wall ms: closed to all until `until`; then to all but one until `probeUntil`. */
  block: z.object({ until: z.number(), probeUntil: z.number().nullable() }).nullable(),
});

export type LimiterState = Readonly<z.infer<typeof limiterStateSchema>>;

/** Where the account's pace is kept, so that all processes share it. */
export interface SlotStore {
  /**
   * Reads the state (`null`: none, or not readable), runs `step` on it and keeps what it returns, as one atomic act over
   * all processes. `step` is synchronous, may be run again, and looks at the clock: run it only once the state is locked
   * for writing. Must not wait for `TokenStore.exclusive`: a token
   * refresh books a slot while it has that.
   */
  transact<T>(step: (state: LimiterState | null) => readonly [LimiterState, T]): Promise<T>;
}

/** Both scales of the clock, read together. */
export interface Instant {
  readonly monotonic: number;
  readonly wall: number;
}

/** Of an account that was never called. */
export const freshLimiterState: LimiterState = {
  lastSlot: null,
  arrivals: [],
  line: quietLine,
  slowdown: 1,
  strikes: 0,
  pausedUntil: null,
  throttledAt: null,
  block: null,
};

/** The present second is used up, whatever is known of it: somebody else may still be sending. */
export function withoutRoom(stored: LimiterState | null, now: Instant): LimiterState {
  const state = presentState(stored, now);
  return {
    ...state,
    lastSlot: Math.max(state.lastSlot ?? now.monotonic, now.monotonic),
    arrivals: Array.from({ length: 50 }, () => now.monotonic + spreadBounds.maxMs),
  };
}

/**
 * Of an account of which nobody knows any more when it was called last: as if its second had been used up just now, by
 * more requests than any pace allows.
 */
export function lostLimiterState(now: Instant, isBlocked: boolean): LimiterState {
  const until = now.wall + limiterBounds.blockMs;
  return {
    ...withoutRoom(null, now),
    slowdown: isBlocked ? limiterBounds.slowestBy : 1,
    block: isBlocked ? { until, probeUntil: null } : null,
  };
}

/** The state as it can be meant now: what only another boot or a moved wall clock explains is dropped or capped. */
export function presentState(stored: LimiterState | null, now: Instant): LimiterState {
  const state = stored ?? freshLimiterState;
  const { monotonic } = now;
  // No slot is booked further ahead than the lead: such a slot was given before the machine was restarted.
  const furthest = monotonic + limiterBounds.maxLeadMs;
  const rebooted = state.lastSlot !== null && state.lastSlot > furthest;
  const pauseMakesSense =
    state.pausedUntil !== null && state.pausedUntil <= monotonic + retryBounds.pauseCapMs;
  return {
    ...state,
    lastSlot: rebooted ? null : state.lastSlot,
    arrivals: rebooted ? [] : state.arrivals,
    pausedUntil: !rebooted && pauseMakesSense ? state.pausedUntil : null,
    throttledAt:
      state.throttledAt !== null && state.throttledAt <= monotonic ? state.throttledAt : null,
    block: state.block && presentBlock(state.block, now.wall),
  };
}

function presentBlock(
  block: NonNullable<LimiterState['block']>,
  wall: number,
): NonNullable<LimiterState['block']> {
  const { until, probeUntil } = block;
  return {
    until: Math.min(until, wall + limiterBounds.blockMs),
    probeUntil:
      probeUntil !== null && probeUntil <= wall + limiterBounds.probeMs ? probeUntil : null,
  };
}
