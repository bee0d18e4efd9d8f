import { type Instant, type LimiterState, limiterBounds, presentState } from './limiter-state.ts';
import { hear, type LineSpread, type RoundTrip, spreadBounds } from './line-spread.ts';
import { throttlePauseMs } from './retry-timing.ts';

/** How fast we may call. */
export interface Pace {
  /** Requests per period; amoCRM allows an integration 7 a second. */
  readonly requests: number;
  readonly periodMs: number;
  /**
   * How much a request's way to the server may vary at least: the reserve of a line that seems quiet. Evenly spaced slots
   * keep every window of the *server* within the limit if the spacing absorbs it: (1000 + 50) / 7 = 150 ms; measured,
   * 143 ms gives 429s. A line that is seen to vary more gets a wider reserve, up to 300 ms.
   */
  readonly jitterMs: number;
  /**
   * What opening a connection (name, TCP, TLS) may add to a request's way, at most 1,000. A request that may have to
   * arrives at any time within it: wherever in a second that is, one request less may stand beside it.
   */
  readonly connectMs: number;
}

export const defaultPace: Pace = { requests: 7, periodMs: 1_000, jitterMs: 50, connectMs: 300 };

function spacingMs(pace: Pace, reserveMs = pace.jitterMs): number {
  return (pace.periodMs + reserveMs) / pace.requests;
}

/** A right to send one request, at one time. */
export interface SlotRight {
  /** Monotonic ms. */
  readonly at: number;
  /** When its request is at its socket at the latest, with the connection open. */
  readonly latest: number;
  /** The one request after a block that tells whether amoCRM lets us in again. */
  readonly probe: boolean;
  /** The pace is disturbed: every answer matters to it. Else answers need not be reported. */
  readonly disturbed: boolean;
}

export type WaitReason = 'pacing' | 'slowed' | 'paused' | 'probing';

type TakeResult =
  | { readonly kind: 'slot'; readonly slot: SlotRight }
  | { readonly kind: 'wait'; readonly ms: number; readonly reason: WaitReason }
  | { readonly kind: 'blocked'; readonly until: number };

/** How often waiting processes look whether the probe has been answered. */
const probePollMs = 500;

/** What a caller knows that asks for a slot. */
export interface BookingWish {
  /** A slot is booked only if it is at most that far away. */
  readonly leadMs: number;
  /** Not nearer than that (less than the lead): the store is slow. */
  readonly aheadMs?: number;
  /** A slot that this caller booked before and let pass without sending: if nobody has booked since, it is replaced. */
  readonly unused?: SlotRight | null;
  /** The request may have to open its connection. */
  readonly cold?: boolean;
  /** The request is to tell whether a suspicion is right: it does not wait for itself. */
  readonly probe?: boolean;
  /** Answers that this caller has heard since it last asked. */
  readonly roundTrips?: readonly RoundTrip[];
}

/**
 * Books the next slot, or says how long to wait before asking again. Slots are never booked far ahead: a pause or a
 * slower pace then concerns everybody at once.
 */
export function takeSlot(
  stored: LimiterState | null,
  now: Instant,
  pace: Pace,
  wish: BookingWish,
): readonly [LimiterState, TakeResult] {
  const { leadMs, aheadMs = 0, unused = null, cold = false, roundTrips = [] } = wish;
  const present = presentState(stored, now);
  const state: LimiterState = { ...present, line: hear(present.line, roundTrips) };
  const reserveMs = Math.max(pace.jitterMs, state.line.reserveMs);
  const { block, slowdown, lastSlot, pausedUntil } = state;
  if (block !== null && now.wall < block.until) {
    return [state, { kind: 'blocked', until: block.until }];
  }
  const isProbed = block !== null && block.probeUntil !== null && now.wall < block.probeUntil;
  if (isProbed && !wish.probe) {
    return [state, { kind: 'wait', ms: probePollMs, reason: 'probing' }];
  }
  const soonest = now.monotonic + aheadMs;
  // Let pass without being used, and nobody has booked behind it: as if it had never been.
  const replaced = unused !== null && unused.at === lastSlot;
  const arrivals = replaced ? state.arrivals.slice(0, -1) : state.arrivals;
  const spaced = replaced
    ? unused.at
    : (lastSlot ?? soonest) + spacingMs(pace, reserveMs) * slowdown;
  const paced =
    lastSlot === null ? soonest : Math.max(spaced, freeFrom(arrivals, pace) + reserveMs);
  const at = Math.max(soonest, paced, pausedUntil ?? soonest);
  const ms = at - now.monotonic - leadMs;
  if (ms > 0) {
    const reason =
      pausedUntil !== null && at === pausedUntil ? 'paused' : slowdown > 1 ? 'slowed' : 'pacing';
    return [state, { kind: 'wait', ms, reason }];
  }
  const probe = block !== null;
  const connecting = cold ? openingMs(state.line, pace, reserveMs) : 0;
  const latest = at + connecting;
  const disturbed = probe || slowdown > 1 || state.strikes > 0;
  const slot: SlotRight = { at, latest, probe, disturbed };
  return [
    {
      ...state,
      lastSlot: at,
      arrivals: [...arrivals, latest].filter(
        (arrival) => arrival + widestMs(pace) > at - pace.periodMs,
      ),
      block: block && { until: block.until, probeUntil: now.wall + limiterBounds.probeMs },
    },
    { kind: 'slot', slot },
  ];
}

/** A request was written to its socket later than its slot allows for: it counts where it stands now. */
export function moveSlot(
  stored: LimiterState | null,
  now: Instant,
  slot: SlotRight,
  leftAt: number,
): LimiterState {
  const state = presentState(stored, now);
  const at = state.arrivals.findIndex((arrival) => Math.abs(arrival - slot.latest) < 1);
  // Forgotten as too old, or reckoned by another machine's clock: it counts once more. The last one stays the last.
  const arrivals = at < 0 ? [leftAt, ...state.arrivals] : state.arrivals.with(at, leftAt);
  return { ...state, arrivals };
}

/** How much later than the reserve allows for a request may arrive that opens its connection: as seen, at most as set. */
function openingMs(
  { openingMs: seen }: LineSpread,
  { connectMs }: Pace,
  reserveMs: number,
): number {
  const most = Math.min(connectMs, limiterBounds.maxConnectMs);
  return seen === null ? most : Math.min(most, Math.max(0, seen - reserveMs));
}

/** The widest that the reserve can become while a request is on its way. */
const widestMs = (pace: Pace): number => Math.max(pace.jitterMs, spreadBounds.maxMs);

/**
 * From when on, but for the reserve, one more request may start: a window of the server's that it falls into then holds,
 * wherever in their time the others arrive, at most as many as are allowed. Evenly spaced slots come out where spacing
 * puts them.
 */
function freeFrom(arrivals: readonly number[], { requests, periodMs }: Pace): number {
  const latest = arrivals.toSorted((a, b) => b - a)[requests - 1];
  return latest === undefined ? Number.NEGATIVE_INFINITY : latest + periodMs;
}

/** What became of a request, as far as the pace is concerned. */
export type SlotOutcome =
  /** Any answer but 429 and HTML 403. */
  | { readonly kind: 'answered' }
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number | null; readonly random: number }
  /** An HTML 403: amoCRM has blocked the address or the account. */
  | { readonly kind: 'blocked' }
  /** An HTML 403 to a write: a block, or a front that dislikes its body. Who says so asks which, while all others wait. */
  | { readonly kind: 'suspected' };

/** What follows for everybody. */
export interface SlotVerdict {
  readonly pauseMs: number;
  /** Wall ms. */
  readonly blockedUntil: number | null;
}

/** Learns from an answer. Only answers to requests sent after the last 429 say anything about the pace since. */
export function finishSlot(
  stored: LimiterState | null,
  now: Instant,
  slot: SlotRight,
  outcome: SlotOutcome,
): readonly [LimiterState, SlotVerdict] {
  const state = presentState(stored, now);
  const recent = state.throttledAt === null || slot.at > state.throttledAt;
  const nothing: SlotVerdict = { pauseMs: 0, blockedUntil: null };
  switch (outcome.kind) {
    case 'answered': {
      const block = slot.probe ? null : state.block;
      if (!recent) return [{ ...state, block }, nothing];
      const slowdown = Math.max(1, state.slowdown * limiterBounds.recoverBy);
      return [{ ...state, slowdown, strikes: 0, block }, nothing];
    }
    case 'no-answer':
      // The probe told nothing: whoever comes next is the probe.
      if (!slot.probe || state.block === null) return [state, nothing];
      return [{ ...state, block: { ...state.block, probeUntil: null } }, nothing];
    case 'throttled': {
      const strikes = recent ? state.strikes + 1 : Math.max(1, state.strikes);
      const pauseMs = throttlePauseMs(strikes, outcome.random, outcome.retryAfterMs);
      return [
        {
          ...state,
          strikes,
          slowdown: recent
            ? Math.min(limiterBounds.slowestBy, state.slowdown * limiterBounds.slowBy)
            : state.slowdown,
          pausedUntil: Math.max(state.pausedUntil ?? 0, now.monotonic + pauseMs),
          throttledAt: recent ? now.monotonic : state.throttledAt,
          block: slot.probe ? null : state.block,
        },
        { pauseMs, blockedUntil: null },
      ];
    }
    case 'suspected':
      // A circuit that is open stays so; else it is as if the quarter of an hour were over, and a probe under way.
      return [
        {
          ...state,
          block: {
            until: state.block?.until ?? now.wall,
            probeUntil: now.wall + limiterBounds.probeMs,
          },
        },
        nothing,
      ];
    case 'blocked': {
      const until = now.wall + limiterBounds.blockMs;
      // When it is over we come back at the gentlest pace.
      const slowdown = limiterBounds.slowestBy;
      return [
        { ...state, slowdown, block: { until, probeUntil: null } },
        { pauseMs: 0, blockedUntil: until },
      ];
    }
  }
}
