import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instant, LimiterState } from '../../../src/amocrm/limiter/limiter-state.ts';
import { limiterStateSchema } from '../../../src/amocrm/limiter/limiter-state.ts';
import {
  defaultPace,
  finishSlot,
  moveSlot,
  type SlotRight,
  takeSlot,
} from '../../../src/amocrm/limiter/limiter-step.ts';
import { at, bookFrom, sent, throttled, wish } from './stepping.ts';

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
          const sorted = arrivals.toSorted((a, b) => a - b);
          for (const [index, first] of sorted.entries()) {
            const next = sorted[index + requests];
            if (next !== undefined) expect(next - first).toBeGreaterThan(999.999);
          }
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
          let state: LimiterState | null = null;
          let now = 5_000;
          const arrivals: number[] = [];
          // The reserve falls by half a per cent an answer, and may have done so between the first and the last of a window.
          const fallen = 0.005 * 300 * (allowed + 12);
          const heard: { readonly at: number; readonly ms: number; readonly opening: boolean }[] =
            [];
          for (const { gap, out, back, cold } of requests) {
            now += gap;
            for (;;) {
              const due = heard.filter(({ at }) => at <= now);
              heard.splice(0, heard.length, ...heard.filter(({ at }) => at > now));
              const roundTrips = due.map(({ ms, opening }) => ({
                kind: 'GET /x',
                ms,
                waitedMs: 0,
                opening,
              }));
              const asked: ReturnType<typeof takeSlot> = takeSlot(state, at(now), pace, {
                ...wish,
                cold,
                roundTrips,
              });
              state = asked[0];
              const [, result] = asked;
              if (result.kind === 'blocked') throw new Error('never blocked here');
              if (result.kind === 'wait') {
                now += Math.ceil(result.ms);
                continue;
              }
              // What is not known yet is not held against it: the bound is the reserve that stood at the booking.
              const reserve = Math.max(pace.jitterMs, state.line.reserveMs);
              const arrival = result.slot.at + 10 + out * reserve;
              arrivals.push(arrival);
              const answered = arrival + 10 + back;
              heard.push({ at: answered, ms: answered - result.slot.at, opening: cold });
              break;
            }
          }
          const sorted = arrivals.toSorted((a, b) => a - b);
          for (const [index, first] of sorted.entries()) {
            const next = sorted[index + allowed];
            if (next !== undefined) expect(next - first).toBeGreaterThan(999.999 - fallen);
          }
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
        let state: LimiterState | null = null;
        let now = 5_000;
        const arrivals: number[] = [];
        const heard: { at: number; ms: number; waitedMs: number; opening: boolean }[] = [];
        for (const { gap, late, out, back, unheard, cold } of requests) {
          now += gap;
          for (;;) {
            const due = heard.filter(({ at }) => at <= now);
            heard.splice(0, heard.length, ...heard.filter(({ at }) => at > now));
            const roundTrips = due.map((answer) => ({ kind: 'GET /x', ...answer }));
            const asked: ReturnType<typeof takeSlot> = takeSlot(state, at(now), defaultPace, {
              ...wish,
              cold,
              roundTrips,
            });
            state = asked[0];
            const [, result] = asked;
            if (result.kind === 'blocked') throw new Error('never blocked here');
            if (result.kind === 'wait') {
              now += Math.ceil(result.ms);
              continue;
            }
            const { slot } = result;
            const reserve = Math.max(defaultPace.jitterMs, state.line.reserveMs);
            const leftAt = slot.latest + late;
            // Up to 25 ms are within the reserve, with what is left of it for the line.
            const lateBy = late > 25 ? late : 0;
            if (lateBy > 0) {
              now = leftAt;
              state = moveSlot(state, at(now), slot, leftAt);
            }
            const arrival = leftAt + 10 + out * (lateBy > 0 ? reserve : reserve - late);
            arrivals.push(arrival);
            const answered = arrival + 10 + back + unheard;
            const ms = answered - slot.at - lateBy;
            heard.push({ at: answered, ms, waitedMs: unheard, opening: cold });
            break;
          }
        }
        const fallen = 0.005 * 300 * (defaultPace.requests + 12);
        const sorted = arrivals.toSorted((a, b) => a - b);
        for (const [index, first] of sorted.entries()) {
          const next = sorted[index + defaultPace.requests];
          if (next !== undefined) expect(next - first).toBeGreaterThan(999.999 - fallen);
        }
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
