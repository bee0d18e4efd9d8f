import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deepSchedule } from '../../../src/service/schedule/deep-schedule.ts';
import {
  begun,
  duePass,
  ended,
  mayCutIn,
  newHistory,
  nextPasses,
  type PassHistory,
  retryMs,
} from '../../../src/service/schedule/next-passes.ts';
import { PassRecord } from '../../../src/service/schedule/pass-record.ts';
import { World } from '../../support/world.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);
const hour = 3_600_000;

describe('deep passes are due at the clinic’s hours', () => {
  const moscow = deepSchedule({ morning: 8, evening: 20 }, 'Europe/Moscow');

  test('in its zone', () => {
    expect(iso(moscow.nextDue(utc('2026-03-02T04:59:59')))).toBe('2026-03-02T05:00');
    expect(iso(moscow.nextDue(utc('2026-03-02T05:00:00')))).toBe('2026-03-02T17:00');
    expect(iso(moscow.lastDue(utc('2026-03-02T04:59:59.999')))).toBe('2026-03-01T17:00');
    expect(iso(moscow.lastDue(utc('2026-03-02T05:00:00')))).toBe('2026-03-02T05:00');
  });

  test('once a day each, through both clock changes: a skipped hour comes an hour later, a repeated one once', () => {
    const berlin = deepSchedule({ morning: 2, evening: 20 }, 'Europe/Berlin');
    expect(all(berlin, '2026-03-28T12:00', '2026-03-30T12:00')).toEqual([
      ...['2026-03-28T19:00', '2026-03-29T01:00'],
      ...['2026-03-29T18:00', '2026-03-30T00:00'],
    ]);
    expect(all(berlin, '2026-10-24T12:00', '2026-10-26T12:00')).toEqual([
      ...['2026-10-24T18:00', '2026-10-25T00:00'],
      ...['2026-10-25T19:00', '2026-10-26T01:00'],
    ]);
  });

  test('once a day when both hours are the same', () => {
    const one = deepSchedule({ morning: 6, evening: 6 }, 'Asia/Yekaterinburg');
    expect(all(one, '2026-05-01T00:00', '2026-05-03T00:00')).toEqual([
      ...['2026-05-01T01:00', '2026-05-02T01:00'],
    ]);
  });

  test('the hour that was due last is never later than now, and none is due between it and now', () => {
    const zones = ['Europe/Moscow', 'Europe/Berlin', 'America/Santiago', 'Asia/Kamchatka'];
    const moments = fc.integer({ min: utc('2026-01-01T00:00'), max: utc('2027-01-01T00:00') });
    const hours = fc.integer({ min: 0, max: 23 });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        hours,
        hours,
        moments,
        (zone, morning, evening, at) => {
          const schedule = deepSchedule({ morning, evening }, zone);
          const [last, next] = [schedule.lastDue(at), schedule.nextDue(at)];
          expect(last).toBeLessThanOrEqual(at);
          expect(next).toBeGreaterThan(at);
          expect(schedule.nextDue(last)).toBe(next);
          // A day of 25 hours, and a clock change right at the hour.
          expect(next - last).toBeLessThanOrEqual(26 * hour);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});

function all(schedule: ReturnType<typeof deepSchedule>, from: string, to: string) {
  const due: string[] = [];
  for (let at = schedule.nextDue(utc(from)); at < utc(to); at = schedule.nextDue(at)) {
    due.push(iso(at));
  }
  return due;
}

describe('the next pass', () => {
  const timetable = {
    intervalMs: 120_000,
    deep: deepSchedule({ morning: 8, evening: 20 }, 'Europe/Moscow'),
  };
  /** Noon in Moscow; the deep pass of the morning was made. */
  const noon = utc('2026-03-02T09:00');
  const known = { lastDeepAt: utc('2026-03-02T05:04'), firstLoadDone: true };
  const at = (wall: number, monotonic = wall - noon) => ({ wall, monotonic });
  /** An incremental pass began at noon and ended well. */
  const settled = (over: Partial<PassHistory> = {}): PassHistory =>
    ended(
      begun({ ...newHistory(known), ...over }, 'incremental', at(noon)),
      'incremental',
      { well: true, queryMs: 0 },
      at(noon + 500),
    );

  test.each<[string, PassHistory, { wall: number; monotonic: number }, string | null]>([
    ['is an incremental one at the start', newHistory(known), at(noon), 'incremental'],
    ['waits for the interval', settled(), at(noon + 119_999), null],
    ['comes after it', settled(), at(noon + 120_000), 'incremental'],
    ['comes when the clock was set back', settled(), at(noon - 5 * hour, 120_000), 'incremental'],
    ['comes after a machine’s sleep', settled(), at(noon + hour, 1_000), 'incremental'],
    ['is a deep one at its hour', settled(), at(utc('2026-03-02T17:00')), 'deep'],
    [
      'is the deep one that was missed, however late',
      newHistory({ ...known, lastDeepAt: utc('2026-02-27T05:04') }),
      at(noon),
      'deep',
    ],
    [
      'is no deep one before the first load',
      newHistory({ lastDeepAt: null, firstLoadDone: false }),
      at(noon),
      'incremental',
    ],
    [
      'is no second deep one when the clock is set back past its hour',
      newHistory({ ...known, lastDeepAt: noon }),
      at(utc('2026-03-02T04:00'), hour),
      'incremental',
    ],
    [
      'is a deep one when the last was made with a clock days ahead',
      newHistory({ ...known, lastDeepAt: noon + 72 * hour }),
      at(noon),
      'deep',
    ],
    ['leaves IDENT in peace', settled({ restUntil: 300_000 }), at(noon + 200_000), null],
  ])('%s', (_, history, now, kind) => {
    expect(duePass(history, now, timetable)).toBe(kind);
  });

  test('after a deep pass that failed is an incremental one, until it is tried again', () => {
    const evening = utc('2026-03-02T17:00');
    const tried = begun(settled(), 'deep', at(evening));
    const failed = ended(tried, 'deep', { well: false, queryMs: 0 }, at(evening + 10_000));
    expect(duePass(failed, at(evening + 60_000), timetable)).toBe('incremental');
    expect(duePass(failed, at(evening + 120_000), timetable)).toBe('deep');
  });

  test('waits twenty times as long as the last one asked IDENT', () => {
    const busy = ended(
      settled(),
      'incremental',
      { well: true, queryMs: 30_000 },
      at(noon + 40_000),
    );
    expect(duePass(busy, at(noon + 639_999), timetable)).toBeNull();
    expect(duePass(busy, at(noon + 640_000), timetable)).toBe('incremental');
    expect(nextPasses(busy, at(noon + 40_000), timetable)).toEqual({
      incrementalAt: noon + 640_000,
      deepAt: utc('2026-03-02T17:00'),
    });
  });

  test('waits ten minutes at most, however long the last one asked IDENT', () => {
    const end = { well: true, queryMs: 37_000 };
    const busy = ended(settled(), 'incremental', end, at(noon + 40_000));
    expect(duePass(busy, at(noon + 639_999), timetable)).toBeNull();
    expect(duePass(busy, at(noon + 640_000), timetable)).toBe('incremental');
  });

  test('waits for no audit, which gave IDENT its peace while it went on', () => {
    const end = { well: true, queryMs: 300_000 };
    const audited = ended(settled(), 'deep', end, at(noon + 119_000));
    expect(duePass(audited, at(noon + 120_000), timetable)).toBe('incremental');
  });

  describe('between the pages of another pass', () => {
    /** One that began at noon and took so long. */
    const took = (ms: number): PassHistory =>
      ended(
        begun(newHistory(known), 'incremental', at(noon)),
        'incremental',
        { well: true, queryMs: 0 },
        at(noon + ms),
      );
    const cutsInAt = (history: PassHistory): number => {
      let after = 0;
      while (!mayCutIn(history, at(noon + after), timetable)) after += 1_000;
      return after;
    };

    test('comes when it is due, where the last one has left the other its time', () => {
      expect(cutsInAt(took(1_000))).toBe(120_000);
      expect(cutsInAt(took(60_000))).toBe(120_000);
      expect(mayCutIn(newHistory(known), at(noon), timetable)).toBe(true);
    });

    test('lets the other work for as long as the last one took, but for no longer than an interval', () => {
      expect(cutsInAt(took(100_000))).toBe(200_000);
      expect(cutsInAt(took(120_000))).toBe(240_000);
      expect(cutsInAt(took(600_000))).toBe(720_000);
    });

    test('leaves the other at least half of the time, or an interval for each, however long it takes', () => {
      fc.assert(
        fc.property(fc.array(fc.nat({ max: 900_000 }), { minLength: 1, maxLength: 20 }), (took) => {
          let history = newHistory(known);
          let now = 0;
          for (const ms of took) {
            history = begun(history, 'incremental', at(noon + now));
            now += ms;
            const end = { well: true, queryMs: 0 };
            history = ended(history, 'incremental', end, at(noon + now));
            const before = now;
            while (!mayCutIn(history, at(noon + now), timetable)) now += 250;
            expect(now - before).toBeGreaterThanOrEqual(Math.min(ms, timetable.intervalMs));
            // And nobody waits for more than an interval behind its being due.
            const due = Math.max(before - ms + timetable.intervalMs, before);
            expect(now - due).toBeLessThanOrEqual(timetable.intervalMs + 250);
          }
        }),
        { numRuns: 100, seed: 11 },
      );
    });
  });

  test('leaves a first load as long as both took of two that run between its pages in one turn', async () => {
    await using world = await World.open({ patients: 1 });
    const record = new PassRecord(world, timetable);
    const left = { outcome: { kind: 'left' }, queryMs: 0, sources: [] } as const;
    const turn = record.now;
    for (const ms of [70_000, 40_000]) {
      record.begin('incremental', turn);
      await world.clock.advance(ms);
      await record.learn('incremental', left, world.clock.now());
    }
    await world.clock.advance(109_000);
    expect(record.mayCutIn).toBe(false);
    await world.clock.advance(1_000);
    expect(record.mayCutIn).toBe(true);
  });

  test('of a first load that fails waits as long as its failures ask for, however well passes within it ended', async () => {
    await using world = await World.open({ patients: 1 });
    const record = new PassRecord(world, timetable);
    const failed = { outcome: { kind: 'failed', error: new Error('away') }, queryMs: 0 } as const;
    const failures: (number | undefined)[] = [];
    for (let load = 1; load <= 3; load += 1) {
      const since = world.clock.now();
      record.begin('incremental');
      const begunAt = world.clock.monotonic();
      await world.clock.advance(130_000);
      record.begin('incremental');
      await record.learn(
        'incremental',
        { outcome: { kind: 'left' }, queryMs: 0, sources: [] },
        since,
      );
      await record.learn('incremental', { ...failed, sources: [] }, since);
      expect(record.history.incremental?.begun.monotonic).toBe(begunAt);
      failures.push(record.history.incremental?.failures);
    }
    expect(failures).toEqual([1, 2, 3]);
  });

  test('after failures waits ever longer, some minutes at most', () => {
    const waits = (kind: 'incremental' | 'deep') =>
      [1, 2, 3, 4, 5, 50].map((n) => retryMs(kind, n) / 60_000);
    expect(waits('incremental')).toEqual([0.5, 1, 2, 4, 5, 5]);
    expect(waits('deep')).toEqual([2, 4, 8, 16, 30, 30]);
  });
});
