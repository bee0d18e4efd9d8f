import { describe, expect, it } from 'vitest';
import type { Instant, LimiterState } from '../../../src/amocrm/limiter/limiter-state.ts';
import { limiterBounds } from '../../../src/amocrm/limiter/limiter-state.ts';
import { defaultPace, finishSlot, takeSlot } from '../../../src/amocrm/limiter/limiter-step.ts';
import { at, bookFrom, sent, throttled, wish } from './stepping.ts';

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
