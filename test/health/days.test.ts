import { expect, test } from 'vitest';
import { days } from '../../src/health/days.ts';
import type { RecordedHour } from '../../src/state/record/hours.ts';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 2, 1);

const hours = (from: number, count: number, code: string | null = null): readonly RecordedHour[] =>
  Array.from({ length: count }, (_, at) => ({ at: start + (from + at) * hour, code, passes: 30 }));

const seen = (recorded: readonly RecordedHour[], { now = 3 * 24, intervalMs = 120_000 } = {}) =>
  days(recorded, {
    ...{ now: start + now * hour, intervalMs },
    starts: [0, 1, 2].map((at) => start + at * day),
  });

test('a day of which nothing is recorded is unknown, whether before the installation or while the service was down', () => {
  expect(seen([])).toMatchObject([
    { state: 'unknown', hours: 24, unknownHours: 24, passes: 0 },
    { state: 'unknown' },
    { state: 'unknown' },
  ]);
  const [before, half, whole] = seen(hours(36, 36));
  expect(before).toMatchObject({ state: 'unknown' });
  expect(half).toMatchObject({ state: 'good', hours: 24, unknownHours: 12, passes: 12 * 30 });
  expect(whole).toMatchObject({ state: 'good', unknownHours: 0 });
});

test('an hour with failures only is bad, one with both is flawed, and what was wrong is named with how many passes it ended', () => {
  const recorded = [
    ...hours(0, 24),
    ...hours(24, 10),
    ...hours(30, 1, 'IDENT_UNREACHABLE'),
    ...hours(34, 14),
    ...hours(48, 8),
    ...hours(56, 3, 'AMO_SERVER_ERROR'),
    ...hours(59, 13),
  ].toSorted((a, b) => a.at - b.at);
  expect(seen(recorded)).toMatchObject([
    { state: 'good', failed: 0, troubles: [] },
    { state: 'flawed', failed: 30, badHours: 0, troubles: [{ trouble: 'database', passes: 30 }] },
    { state: 'bad', failed: 90, badHours: 3, troubles: [{ trouble: 'amocrm', passes: 90 }] },
  ]);
});

test('passes that are hours apart by their interval leave no gap, and silence of more than three intervals is one', () => {
  const every = [0, 6, 12, 18, 24, 30, 66].flatMap((at) => hours(at, 1));
  const [first, second, third] = seen(every, { intervalMs: 6 * hour });
  expect(first).toMatchObject({ state: 'good', unknownHours: 0 });
  expect(second).toMatchObject({ state: 'good', unknownHours: 17 });
  expect(third).toMatchObject({ state: 'good', unknownHours: 18 });
});

test('after the guard has stopped a pass the days stay bad until somebody has decided', () => {
  const recorded = [...hours(0, 10), ...hours(10, 1, 'MASS_CHANGE'), ...hours(60, 12)];
  expect(seen(recorded)).toMatchObject([
    { state: 'bad', badHours: 14 },
    { state: 'bad', badHours: 24, unknownHours: 0 },
    { state: 'bad', badHours: 12 },
  ]);
});

test('the day that is not over counts only the hours that have begun', () => {
  expect(seen(hours(0, 50), { now: 50 })).toMatchObject([
    { hours: 24 },
    { hours: 24 },
    { state: 'good', hours: 2, unknownHours: 0 },
  ]);
});
