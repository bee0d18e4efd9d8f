import type { LimiterState } from '../../../amocrm/limiter/limiter-state.ts';

/** How far two clocks that nobody sets may part within a millisecond: 200 ppm, more than any machine's. */
const drift = 200e-6;

/** The server's clock seen from this process's monotonic one. */
export interface ServerTime {
  /** Server = here + offset. */
  readonly offsetMs: number;
  /** By how much that may be wrong at a moment of here. */
  errorAt(now: number): number;
  /** Whether one of both clocks was set since: the two cannot both be right. */
  isFarFrom(other: ServerTime, now: number): boolean;
}

/** From one question and its answer: the server looked at its clock somewhere in between. */
export function timeFrom(look: {
  readonly serverMs: number;
  readonly askedAt: number;
  readonly answeredAt: number;
}): ServerTime {
  const { serverMs, askedAt, answeredAt } = look;
  const offsetMs = serverMs - (askedAt + answeredAt) / 2;
  const errorAt = (now: number) =>
    (answeredAt - askedAt) / 2 + Math.max(0, now - answeredAt) * drift;
  return {
    offsetMs,
    errorAt,
    isFarFrom: (other, now) =>
      Math.abs(other.offsetMs - offsetMs) > errorAt(now) + other.errorAt(now),
  };
}

/** The same on another scale: monotonic times and wall times each moved by so much. */
export function shifted(
  state: LimiterState,
  by: { readonly monotonic: number; readonly wall: number },
): LimiterState {
  const moved = (time: number | null) => (time === null ? null : time + by.monotonic);
  const onWall = (time: number) => time + by.wall;
  const { block } = state;
  return {
    ...state,
    lastSlot: moved(state.lastSlot),
    arrivals: state.arrivals.map((time) => time + by.monotonic),
    pausedUntil: moved(state.pausedUntil),
    throttledAt: moved(state.throttledAt),
    block: block && {
      until: onWall(block.until),
      probeUntil: block.probeUntil === null ? null : onWall(block.probeUntil),
    },
  };
}
