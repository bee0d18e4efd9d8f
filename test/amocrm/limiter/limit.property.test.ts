import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instant, LimiterState } from '../../../src/amocrm/limiter/limiter-state.ts';
import { limiterStateSchema } from '../../../src/amocrm/limiter/limiter-state.ts';
import {
  defaultPace,
  finishSlot,
  moveSlot,
  type Pace,
  type SlotRight,
  takeSlot,
} from '../../../src/amocrm/limiter/limiter-step.ts';
import { at, bookFrom, sent, throttled, wish } from './stepping.ts';

/** No second has more of them than are allowed, but for so many milliseconds. */
function expectSpaced(arrivals: readonly number[], allowed: number, lessMs: number): void {
  const sorted = arrivals.toSorted((a, b) => a - b);
  for (const [index, first] of sorted.entries()) {
    const next = sorted[index + allowed];
    if (next !== undefined) expect(next - first).toBeGreaterThan(999.999 - lessMs);
  }
}

/** The reserve falls by half a per cent an answer, and may have done so between the first and the last of a window. */
const fallen = (allowed: number): number => 0.005 * 300 * (allowed + 12);

/** When an answer is heard, how long it took, and how much of that it waited to be heard. */
interface Heard {
  readonly at: number;
  readonly ms: number;
  readonly waitedMs: number;
  readonly opening: boolean;
}

/** Books one slot after the other, and tells with each what it has heard by then. */
class Caller {
  now = 5_000;
  #state: LimiterState | null = null;
  #heard: readonly Heard[] = [];
  readonly #pace: Pace;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** Asks, waits as told, asks again. What is not known yet is not held against a slot: its reserve is the booking's. */
  slot(cold: boolean): { readonly slot: SlotRight; readonly reserve: number } {
    for (;;) {
      const due = this.#heard.filter(({ at }) => at <= this.now);
      this.#heard = this.#heard.filter(({ at }) => at > this.now);
      const roundTrips = due.map((answer) => ({ kind: 'GET /x', ...answer }));
      const wished = { ...wish, cold, roundTrips };
      const [state, result] = takeSlot(this.#state, at(this.now), this.#pace, wished);
      this.#state = state;
      if (result.kind === 'blocked') throw new Error('never blocked here');
      if (result.kind === 'slot') {
        const reserve = Math.max(this.#pace.jitterMs, state.line.reserveMs);
        return { slot: result.slot, reserve };
      }
      this.now += Math.ceil(result.ms);
    }
  }

  /** Later than its slot allows. */
  leaves(slot: SlotRight, leftAt: number): void {
    if (this.#state === null) throw new Error('a slot is booked first');
    this.now = leftAt;
    this.#state = moveSlot(this.#state, at(leftAt), slot, leftAt);
  }

  hears(answer: Heard): void {
    this.#heard = [...this.#heard, answer];
  }
}

describe('the limit', () => {
  /** What happens to an installation: callers of several processes, clocks that jump, reboots, 429s. */
  const happening = fc.oneof(
    { weight: 12, arbitrary: fc.record({ kind: fc.constant('call' as const), gap: fc.nat(200) }) },
    // A request that has to open its connection first arrives that much later.
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('cold' as const), gap: fc.nat(300) }) },
    // Somebody sleeps past the booked slot and asks for another in its stead.
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('late' as const), gap: fc.nat(400) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('idle' as const), gap: fc.nat(5000) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('wall' as const),
        gap: fc.integer({ min: -1e7, max: 1e7 }),
      }),
    },
    // No machine is up again within 1.5 s of its last request.
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('reboot' as const),
        gap: fc.integer({ min: 1500, max: 9000 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('429' as const), gap: fc.nat(3000) }) },
  );

  it("is kept in every one-second window of the server's clock, whatever happens", () => {
    fc.assert(
      fc.property(
        fc.array(happening, { maxLength: 120 }),
        fc.array(fc.nat(50), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 1, max: 12 }),
        (happenings, jitter, requests) => {
          const pace = { ...defaultPace, requests };
          let state: LimiterState | null = null;
          let real = 0;
          let boot = -500_000;
          let wall = 1e12;
          const arrivals: number[] = [];
          const instant = (): Instant => ({ monotonic: real - boot, wall: wall + real });
          for (const { kind, gap } of happenings) {
            if (kind === 'wall') {
              wall += gap;
              continue;
            }
            real += gap;
            if (kind === 'reboot') boot = real - 100;
            if (kind === '429' && state !== null) {
              const slot = { ...sent, at: real - boot };
              const outcome = { kind: 'throttled', retryAfterMs: gap, random: 0.1 } as const;
              state = finishSlot(state, instant(), slot, outcome)[0];
            }
            if (kind !== 'call' && kind !== 'late' && kind !== 'cold') continue;
            const cold = kind === 'cold';
            let unused: SlotRight | null = null;
            for (;;) {
              const [next, result]: ReturnType<typeof takeSlot> = takeSlot(state, instant(), pace, {
                ...wish,
                unused,
                cold,
              });
              state = next;
              if (result.kind === 'blocked') throw new Error('never blocked here');
              if (result.kind === 'slot') {
                const start = result.slot.at + boot;
                if (kind === 'late' && unused === null) {
                  unused = result.slot;
                  real = Math.max(real, start + gap);
                  continue;
                }
                const way = jitter[arrivals.length % jitter.length] ?? 0;
                arrivals.push(start + way + (cold ? gap : 0));
                real = Math.max(real, start - wish.leadMs);
                break;
              }
              real += Math.ceil(result.ms);
            }
          }
          expectSpaced(arrivals, requests, 0);
        },
      ),
      { numRuns: 300 },
    );
  });

  /** Requests that a hostile line delays on the way out as it likes, within the reserve; their answers are heard late. */
  const delayed = fc.record({
    gap: fc.nat(250),
    out: fc.double({ min: 0, max: 1, noNaN: true }),
    back: fc.nat(400),
    cold: fc.boolean(),
  });

  it('is kept while one-way jitter is within the reserve, whatever delays whom', () => {
    fc.assert(
      fc.property(
        fc.array(delayed, { minLength: 20, maxLength: 150 }),
        fc.integer({ min: 1, max: 9 }),
        (requests, allowed) => {
          const pace = { ...defaultPace, requests: allowed };
          const caller = new Caller(pace);
          const arrivals: number[] = [];
          for (const { gap, out, back, cold } of requests) {
            caller.now += gap;
            const { slot, reserve } = caller.slot(cold);
            const arrival = slot.at + 10 + out * reserve;
            arrivals.push(arrival);
            const answered = arrival + 10 + back;
            caller.hears({ at: answered, ms: answered - slot.at, waitedMs: 0, opening: cold });
          }
          expectSpaced(arrivals, allowed, fallen(allowed));
        },
      ),
      { numRuns: 300 },
    );
  });

  /** A process that is busy between its slots and its sockets, and when answers come in. */
  const busy = fc.record({
    gap: fc.nat(250),
    late: fc.oneof({ weight: 3, arbitrary: fc.nat(25) }, { weight: 1, arbitrary: fc.nat(1_000) }),
    out: fc.double({ min: 0, max: 1, noNaN: true }),
    back: fc.nat(400),
    unheard: fc.oneof(fc.constant(0), fc.nat(1_000)),
    cold: fc.boolean(),
  });

  it('is kept by a process that is busy for up to a second where it should send, or hear', () => {
    fc.assert(
      fc.property(fc.array(busy, { minLength: 20, maxLength: 150 }), (requests) => {
        const caller = new Caller(defaultPace);
        const arrivals: number[] = [];
        for (const { gap, late, out, back, unheard, cold } of requests) {
          caller.now += gap;
          const { slot, reserve } = caller.slot(cold);
          const leftAt = slot.latest + late;
          // Up to 25 ms are within the reserve, with what is left of it for the line.
          const lateBy = late > 25 ? late : 0;
          if (lateBy > 0) caller.leaves(slot, leftAt);
          const arrival = leftAt + 10 + out * (lateBy > 0 ? reserve : reserve - late);
          arrivals.push(arrival);
          const answered = arrival + 10 + back + unheard;
          const ms = answered - slot.at - lateBy;
          caller.hears({ at: answered, ms, waitedMs: unheard, opening: cold });
        }
        expectSpaced(arrivals, defaultPace.requests, fallen(defaultPace.requests));
      }),
      { numRuns: 300 },
    );
  });

  it('survives being written down and read again', () => {
    const [state] = bookFrom(null, 1000);
    const [after] = throttled(state, 1200, 1000, null);
    expect(limiterStateSchema.parse(JSON.parse(JSON.stringify(after)))).toEqual(after);
  });
});
