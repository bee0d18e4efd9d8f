import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instant, LimiterState } from '../../../src/amocrm/limiter/limiter-state.ts';
import { limiterBounds, limiterStateSchema } from '../../../src/amocrm/limiter/limiter-state.ts';
import {
  defaultPace,
  finishSlot,
  moveSlot,
  type SlotRight,
  takeSlot,
} from '../../../src/amocrm/limiter/limiter-step.ts';

const at = (monotonic: number, wall = 1_000_000 + monotonic): Instant => ({ monotonic, wall });
const wish = { leadMs: 50 };
const sent: SlotRight = { at: 1000, latest: 1000, probe: false, disturbed: false };

/** Books as a waiting caller does: asks, waits as told, asks again. */
function bookFrom(state: LimiterState | null, from: number): readonly [LimiterState, SlotRight] {
  let now = from;
  for (;;) {
    const [next, result] = takeSlot(state, at(now), defaultPace, wish);
    state = next;
    if (result.kind === 'slot') return [next, result.slot];
    if (result.kind === 'blocked') throw new Error('blocked');
    now += Math.ceil(result.ms);
  }
}

function throttled(state: LimiterState, now: number, slotAt: number, retryAfterMs: number | null) {
  const slot = { ...sent, at: slotAt };
  return finishSlot(state, at(now), slot, { kind: 'throttled', retryAfterMs, random: 0.5 });
}

describe('slots', () => {
  it('at 7 a second are 150 ms apart', () => {
    let state: LimiterState | null = null;
    const times = Array.from({ length: 5 }, () => {
      const [next, slot] = bookFrom(state, 1000);
      state = next;
      return slot.at;
    });
    expect(times).toEqual([1000, 1150, 1300, 1450, 1600]);
  });

  it('are not saved up while nobody calls', () => {
    const [state] = bookFrom(null, 1000);
    const [later, first] = bookFrom(state, 60_000);
    const [, second] = bookFrom(later, 60_000);
    expect([first.at, second.at]).toEqual([60_000, 60_150]);
  });

  it('are booked no further ahead than the lead, so that a pause concerns everybody', () => {
    const [state] = bookFrom(null, 1000);
    expect(takeSlot(state, at(1000), defaultPace, wish)[1]).toEqual({
      kind: 'wait',
      ms: 100,
      reason: 'pacing',
    });
    expect(takeSlot(state, at(1100), defaultPace, wish)[1]).toMatchObject({
      kind: 'slot',
      slot: { at: 1150 },
    });
  });

  it('leave out one behind a connection that has to be opened: it may arrive right before any other', () => {
    let [state, first] = takeSlot(null, at(1000), defaultPace, { ...wish, cold: true });
    expect(first).toMatchObject({ slot: { at: 1000 } });
    const gaps = Array.from({ length: 14 }, () => {
      const before = state.lastSlot ?? 0;
      const [next, slot] = bookFrom(state, before);
      state = next;
      return slot.at - before;
    });
    expect(gaps).toEqual([...Array(6).fill(150), 300, ...Array(7).fill(150)]);
  });

  it('that were let pass are replaced, unless somebody else has booked since', () => {
    const [state] = bookFrom(null, 1000);
    const late = { ...wish, unused: sent };
    expect(takeSlot(state, at(1040), defaultPace, late)[1]).toMatchObject({ slot: { at: 1040 } });
    const [booked] = bookFrom(state, 1100);
    expect(takeSlot(booked, at(1160), defaultPace, late)[1]).toMatchObject({
      kind: 'wait',
      reason: 'pacing',
    });
  });

  it('of another boot do not hold up this one', () => {
    const [state] = bookFrom(null, 900_000_000);
    expect(bookFrom(state, 12_000)[1].at).toBe(12_000);
  });
});

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

describe('a 429', () => {
  it('pauses everybody for as long as the server says', () => {
    const [state] = bookFrom(null, 1000);
    const [after, verdict] = throttled(state, 1300, 1000, 7000);
    expect(verdict.pauseMs).toBe(7000);
    expect(bookFrom(after, 1300)[1].at).toBe(8300);
  });

  it('without a wish pauses longer each time in a row', () => {
    let [state] = bookFrom(null, 1000);
    const pauses = [2000, 10_000, 30_000, 90_000].map((now) => {
      const [next, verdict] = throttled(state, now, now - 10, null);
      state = next;
      return verdict.pauseMs;
    });
    expect(pauses).toEqual([1000, 2000, 4000, 8000]);
  });

  it('widens the spacing by half, up to eightfold, and answers narrow it again', () => {
    let [state] = bookFrom(null, 1000);
    for (const now of [2000, 3000, 4000, 5000, 6000, 7000, 8000]) {
      [state] = throttled(state, now, now - 1, 0);
    }
    expect(state.slowdown).toBe(8);
    let answers = 0;
    for (; state.slowdown > 1; answers += 1) {
      const slot = { ...sent, at: 9000 + answers, disturbed: true };
      [state] = finishSlot(state, at(9000 + answers), slot, { kind: 'answered' });
    }
    expect(answers).toBe(103);
  });

  it('counts once for the requests that were under way together', () => {
    const [state] = bookFrom(null, 1000);
    const [first] = throttled(state, 2000, 1700, 0);
    const [second] = throttled(first, 2100, 1850, 0);
    expect(second.slowdown).toBe(1.5);
    const early = { ...sent, at: 1900, disturbed: true };
    const [third] = finishSlot(second, at(2200), early, { kind: 'answered' });
    expect(third).toMatchObject({ slowdown: 1.5, strikes: 1 });
  });
});

describe('an HTML 403', () => {
  const [open] = finishSlot(null, at(1000), sent, { kind: 'blocked' });
  const take = (state: LimiterState, now: Instant) => takeSlot(state, now, defaultPace, wish);

  it('stops everybody for 15 minutes', () => {
    expect(take(open, at(2000))[1]).toMatchObject({ kind: 'blocked' });
    expect(take(open, at(1000 + limiterBounds.blockMs - 1))[1].kind).toBe('blocked');
  });

  it('holds through a reboot, and a wall clock put back does not lengthen it', () => {
    const wall = 1_001_000;
    expect(take(open, { monotonic: 5, wall: wall + 60_000 })[1].kind).toBe('blocked');
    const [after] = take(open, { monotonic: 2000, wall: wall - 86_400_000 });
    expect(after.block?.until).toBe(wall - 86_400_000 + limiterBounds.blockMs);
  });

  it('is followed by one probe while the others wait for its answer', () => {
    const later = at(1000 + limiterBounds.blockMs);
    const [probing, first] = take(open, later);
    expect(first).toMatchObject({ kind: 'slot', slot: { probe: true } });
    expect(take(probing, later)[1]).toMatchObject({ kind: 'wait', reason: 'probing' });
    if (first.kind !== 'slot') return;
    const [closed] = finishSlot(probing, later, first.slot, { kind: 'answered' });
    expect(closed.block).toBeNull();
    expect(closed.slowdown).toBeGreaterThan(7);
    const [again] = finishSlot(probing, later, first.slot, { kind: 'blocked' });
    expect(take(again, later)[1].kind).toBe('blocked');
    const [unheard] = finishSlot(probing, later, first.slot, { kind: 'no-answer' });
    expect(take(unheard, at(later.monotonic + 1300))[1]).toMatchObject({
      kind: 'slot',
      slot: { probe: true },
    });
  });

  it('is not lifted by the answer to a request that was sent before it', () => {
    const [still] = finishSlot(open, at(1100), { ...sent, at: 950 }, { kind: 'answered' });
    expect(still.block).not.toBeNull();
  });

  it('whose probe never reports is probed anew after two minutes', () => {
    const later = 1000 + limiterBounds.blockMs;
    const [probing] = take(open, at(later));
    expect(take(probing, at(later + limiterBounds.probeMs))[1]).toMatchObject({
      kind: 'slot',
      slot: { probe: true },
    });
  });
});
