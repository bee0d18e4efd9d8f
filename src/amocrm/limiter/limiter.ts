import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Clock } from '../../clock.ts';
import { RateBlockedError } from '../errors/errors.ts';
import { connectionGuess } from './connection-guess.ts';
import { type Instant, limiterBounds, type SlotStore } from './limiter-state.ts';
import {
  type BookingWish,
  defaultPace,
  finishSlot,
  moveSlot,
  type Pace,
  type SlotOutcome,
  type SlotRight,
  type SlotVerdict,
  takeSlot,
  type WaitReason,
} from './limiter-step.ts';
import type { RoundTrip } from './line-spread.ts';

export interface LimiterWait {
  readonly ms: number;
  readonly reason: WaitReason;
}

/** What to report after a request; the limiter adds chance itself. */
export type RequestOutcome = (
  | Exclude<SlotOutcome, { kind: 'throttled' }>
  | { readonly kind: 'throttled'; readonly retryAfterMs: number | null }
) & {
  /** `Connection: close`: the next request has to open another one. */
  readonly lastOfConnection?: boolean;
  /** When the answer was heard, monotonic ms, how long it may have lain here before, and to what kind of request. */
  readonly answered?: { readonly kind: string; readonly at: number; readonly waitedMs?: number };
};

export interface Slot {
  /**
   * Asked in the very step that would write the request to its socket. One that is less than a second late leaves, and counts
   * from then. `false`: it is later, and must not leave, since slots went on being booked meanwhile and whatever else
   * stood there would leave with it; it needs another slot.
   *
   * @param however late it is, it leaves
   */
  leave(however?: boolean): boolean;
  /**
   * Must be called once with what came of the request. Never rejects, lest the request's own outcome be lost: a store
   * that fails makes itself heard at the next `acquire`.
   */
  finish(outcome: RequestOutcome): Promise<SlotVerdict>;
}

interface AcquireOptions {
  /** Run when it is this caller's turn, before a slot is booked for it, and again behind each wait for one. */
  readonly onTurn?: (() => Promise<void>) | undefined;
  /** Ends the waiting; a slot once returned is not concerned. */
  readonly signal?: AbortSignal | undefined;
  /** For the one request that tells whether a suspicion is right: it passes those who wait for its answer. */
  readonly probe?: boolean;
  /** Told before each wait of the call that is next in line. */
  readonly onWait?: ((wait: LimiterWait) => void) | undefined;
}

/**
 * One pace for all calls of an amoCRM account (I4). A correctness concern rather than an optimisation: who keeps calling
 * over the limit gets blocked by address until support lifts it.
 */
export interface Limiter {
  /**
   * Resolves at the slot's very time: send at once. First come, first served within the process.
   * @throws RateBlockedError while the circuit is open
   */
  acquire(options?: AcquireOptions): Promise<Slot>;
}

interface LimiterOptions {
  readonly store: SlotStore;
  readonly clock: Clock;
  readonly pace?: Partial<Pace>;
  /** In [0, 1). */
  readonly random?: () => number;
}

interface Booked {
  readonly slot: SlotRight;
  /** It may have to open its connection. */
  readonly cold: boolean;
}

/** A slot that is used this much too late would bunch with the next: it is given up, and another one booked. */
const lateMs = 25;
/** Booked at most that much ahead, so that the store's commit does not make the slot late. */
const leadMs = 50;
/** After a commit that took longer all the same, the next slot is booked ahead by this, doubled each time. */
const aheadMs = 50;
const maxAheadMs = limiterBounds.maxLeadMs - leadMs;

export function createLimiter(options: LimiterOptions): Limiter {
  const { store, clock, random = Math.random } = options;
  const pace: Pace = { ...defaultPace, ...options.pace };
  let line: Promise<void> = Promise.resolve();
  let disturbances = 0;
  const connections = connectionGuess(clock);
  /** Told to all processes with the next booking. */
  let heard: RoundTrip[] = [];

  const isLate = (slot: SlotRight) => clock.monotonic() - slot.at > lateMs;
  const now = (): Instant => ({ monotonic: clock.monotonic(), wall: clock.now() });

  async function book({ signal, onWait, onTurn, probe = false }: AcquireOptions): Promise<Booked> {
    let unused: SlotRight | null = null;
    // What else is ready to run does so before: it would come between the slot and the sending.
    await turnOfTheLoop();
    for (let slowCommits = 0; ; ) {
      signal?.throwIfAborted();
      const seen = disturbances;
      const cold = !connections.isWarm();
      const ahead = slowCommits === 0 ? 0 : Math.min(aheadMs * 2 ** (slowCommits - 1), maxAheadMs);
      const roundTrips = heard;
      heard = [];
      const wish: BookingWish = {
        leadMs: ahead + leadMs,
        aheadMs: ahead,
        unused,
        cold,
        probe,
        roundTrips,
      };
      const taken = await store.transact((state) => takeSlot(state, now(), pace, wish));
      if (taken.kind === 'blocked') throw new RateBlockedError(taken.until, clock.now());
      if (taken.kind === 'wait') {
        onWait?.({ ms: taken.ms, reason: taken.reason });
        await clock.sleep(Math.ceil(taken.ms), signal);
        // A pause may have been long: what the request stands on is no older than its slot.
        await onTurn?.();
        continue;
      }
      const { slot } = taken;
      if (isLate(slot)) slowCommits += 1;
      for (;;) {
        const ms = slot.at - clock.monotonic();
        if (ms <= 0) break;
        await clock.sleep(Math.ceil(ms), signal);
      }
      // A probe is alone: giving it up would make everybody wait for it.
      if (slot.probe || (!isLate(slot) && seen === disturbances)) return { slot, cold };
      unused = slot;
    }
  }

  return {
    acquire: async (request = {}) => {
      const before = request.probe ? Promise.resolve() : line;
      const done = Promise.withResolvers<void>();
      if (!request.probe) line = before.then(() => done.promise);
      try {
        await abortable(before, request.signal);
        await request.onTurn?.();
        const { slot, cold } = await book(request);
        connections.take();
        const given = now();
        /** By so much more than allowed for it left too late. */
        let lateBy = 0;
        return {
          leave: (however = false) => {
            const leftAt = clock.monotonic();
            if (leftAt - slot.latest <= lateMs) return true;
            lateBy = leftAt - slot.latest;
            // The monotonic clock may stand still while a machine sleeps.
            const slept = clock.now() - given.wall - (leftAt - given.monotonic);
            // Of what is up to that late, with what is booked ahead and cannot know of it, a period holds no more than allowed.
            const isTooLate = lateBy + Math.max(0, slept) > pace.periodMs - leadMs;
            if (isTooLate && !slot.probe && !however) return false;
            // The request first: a store that waits for a lock would hold it back at its socket.
            turnOfTheLoop()
              .then(() =>
                store.transact((state) => [moveSlot(state, now(), slot, leftAt), undefined]),
              )
              .catch(() => undefined);
            return true;
          },
          finish: async (outcome) => {
            const full = outcome.kind === 'throttled' ? { ...outcome, random: random() } : outcome;
            if (outcome.kind !== 'no-answer' && !outcome.lastOfConnection) connections.give();
            // A probe is sent however late it is: that says nothing of the line.
            if (outcome.answered !== undefined && !slot.probe) {
              const { kind, at, waitedMs = 0 } = outcome.answered;
              // What opening the connection took is to be learnt whole, also where it took longer than allowed for.
              const ms = at - slot.at - (cold ? 0 : lateBy);
              heard.push({ kind, ms, waitedMs, opening: cold });
            }
            const disturbs = ['throttled', 'blocked', 'suspected'].includes(outcome.kind);
            if (disturbs) disturbances += 1;
            else if (!slot.disturbed) return { pauseMs: 0, blockedUntil: null };
            return store
              .transact((state) => finishSlot(state, now(), slot, full))
              .catch(() => finishSlot(null, now(), slot, full)[1]);
          },
        };
      } finally {
        done.resolve();
      }
    },
  };
}

/** The promise, or the signal's reason if that comes first. */
async function abortable(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
