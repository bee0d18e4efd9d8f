import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WallClock } from '../../src/contact/model/patient.ts';
import { type BookedPart, CohortTally } from '../../src/visits/cohort/cohort-tally.ts';
import { cohortDays, periodOf } from '../../src/visits/cohort/period.ts';
import { hasReached } from '../../src/visits/cohort/reached.ts';
import type { Reception, ReceptionId } from '../../src/visits/reception.ts';
import { reception } from './reception.ts';

const at = (moment: string) => moment as WallClock; // tests write them as IDENT has them
const may = periodOf({ from: '2026-05-01', to: '2026-05-31' });
const now = '2026-06-15T12:00:00';
const inMay = { bookedAt: at('2026-05-10T10:00:00'), start: at('2026-05-12T10:00:00') };

function cohortOf(
  receptions: readonly Reception[],
  over: Partial<BookedPart> & { readonly tellsPaid?: boolean } = {},
) {
  const { tellsPaid = false, ...part } = over;
  const tally = new CohortTally({ period: may, now, tellsPaid });
  tally.take({
    receptions,
    isOwn: () => true,
    debts: new Map(),
    unreadable: 0,
    place: { after: 0, moves: [] },
    ...part,
  });
  return tally.cohort;
}

test('a visit counts once however often it was moved, in the period in which it was first entered, with the source of its beginning and the branch of today', () => {
  const moved = [
    reception(1, null, { ...inMay, cancelled: true, source: 'Сайт', branch: 'Центр' }),
    reception(2, 1, { ...inMay, cancelled: true, source: 'Звонок', branch: 'Центр' }),
    reception(3, 2, {
      ...{ ended: true, branch: 'Сокол', bookedAt: at('2026-06-02T10:00:00') },
      start: at('2026-06-03T10:00:00'),
    }),
    // First entered in April, and moved in May.
    reception(4, null, { bookedAt: at('2026-04-30T23:59:59'), cancelled: true }),
    reception(5, 4, inMay),
  ];
  const { total, bySource, byBranch } = cohortOf(moved);
  expect(total).toMatchObject({ booked: 1, came: 1, billed: 0, cancelled: 0 });
  expect(bySource).toMatchObject([{ name: 'Сайт', booked: 1 }]);
  expect(byBranch).toMatchObject([{ name: 'Сокол', booked: 1 }]);
});

test('who is called off for not coming is among the cancelled, and a time that passed without a stamp is a step of its own', () => {
  const { total } = cohortOf([
    reception(1, null, {
      ...inMay,
      cancelled: true,
      reason: { name: 'Не пришел', meaning: 'no-show' },
    }),
    reception(2, null, { ...inMay, cancelled: true, billed: true }),
    reception(3, null, inMay),
    reception(4, null, { ...inMay, start: at('2026-07-01T10:00:00') }),
    reception(5, null, { ...inMay, appeared: true }),
    reception(6, null, { ...inMay, billed: true }),
  ]);
  expect(total).toEqual({
    ...{ booked: 6, planned: 1, open: 1, cancelled: 2, noShow: 1 },
    ...{ came: 2, billed: 1, paid: null },
  });
});

test('a visit is paid where the journal shows all of its orders without a debt, and only where that may be told', () => {
  const billed = (number: number) => reception(number, null, { ...inMay, billed: true });
  const rows = [1, 2, 3, 4].map(billed);
  const debts = new Map([
    [rows[0]?.id, 0n],
    [rows[1]?.id, 5_000n],
    // An amount that cannot be read; of the fourth the journal says nothing.
    [rows[2]?.id, null],
  ]) as BookedPart['debts'];
  expect(cohortOf(rows, { debts, tellsPaid: true }).total).toMatchObject({ billed: 4, paid: 1 });
  expect(cohortOf(rows, { debts }).total).toMatchObject({ billed: 4, paid: null });
  const ended = [reception(1, null, { ...inMay, ended: true })];
  expect(cohortOf(ended, { debts, tellsPaid: true }).total).toMatchObject({ came: 1, paid: 0 });
});

test('a visit without a patient, and one of a branch that is not chosen, are in no cohort and are told beside it', () => {
  const { total, notCounted } = cohortOf(
    [
      reception(1, null, { ...inMay, patient: null }),
      reception(2, null, { ...inMay, elsewhere: true, branch: 'Чужой' }),
      reception(3, null, inMay),
    ],
    { unreadable: 2 },
  );
  expect(total.booked).toBe(1);
  expect(notCounted).toEqual({ withoutPatient: 1, elsewhere: 1, withoutEntry: 0, unreadable: 2 });
});

test('the largest source comes first, and bookings of none last', () => {
  const rows = [null, null, null, 'Звонок', 'Сайт', 'Сайт'].map((source, index) =>
    reception(index + 1, null, { ...inMay, source }),
  );
  expect(cohortOf(rows).bySource.map(({ name }) => name)).toEqual(['Сайт', 'Звонок', null]);
});

test('a list of deals that is broken off has reached a day unless its times jump there, as those of a batch from elsewhere do', () => {
  const day = 86_400;
  const daily = (from: number, to: number) =>
    Array.from({ length: from - to + 1 }, (_, at) => (from - at) * day);
  expect(hasReached(daily(100, 60), 80 * day)).toBe(true);
  // Two years of another system's deals, brought in on day 90.
  const batch = [...daily(100, 90), ...daily(-10, -700)];
  expect(hasReached(batch, 80 * day)).toBe(false);
  expect(hasReached(daily(-10, -700), 80 * day)).toBe(false);
  // One that was brought in alone is no end.
  expect(hasReached([...daily(100, 91), -700 * day, ...daily(90, 60)], 80 * day)).toBe(true);
});

const clinics = fc.array(
  fc.record({
    patient: fc.constantFrom(1, 2, null),
    from: fc.constantFrom(null, null, 0, 1, 2, 3, 99),
    day: fc.integer({ min: 1, max: 28 }),
    marks: fc.subarray(['cancelled', 'appeared', 'started', 'ended', 'billed'] as const),
    source: fc.constantFrom('Сайт', 'Звонок', null),
    isAhead: fc.boolean(),
  }),
  { maxLength: 12 },
);

test('whatever receptions there are: what came and the ends beside it are all that was booked, groups add up to it, and neighbouring periods to their whole', () => {
  fc.assert(
    fc.property(clinics, fc.integer({ min: 2, max: 28 }), (rows, border) => {
      const receptions = rows.map((row, index) =>
        reception(index + 1, row.from === null ? null : row.from + 1, {
          patient: row.patient as Reception['patient'],
          bookedAt: at(`2026-05-${String(row.day).padStart(2, '0')}T10:00:00`),
          start: at(row.isAhead ? '2026-07-01T10:00:00' : '2026-05-30T10:00:00'),
          source: row.source,
          ...Object.fromEntries(row.marks.map((mark) => [mark, true])),
        }),
      );
      const count = (from: string, to: string, isOwn = (_: ReceptionId) => true) => {
        const tally = new CohortTally({ period: periodOf({ from, to }), now, tellsPaid: true });
        tally.take({
          receptions,
          isOwn,
          debts: new Map(),
          unreadable: 0,
          place: { after: 0, moves: [] },
        });
        return tally.cohort;
      };
      const whole = count('2026-05-01', '2026-05-28');
      const { booked, came, planned, open, cancelled, billed, noShow } = whole.total;
      expect(came + planned + open + cancelled).toBe(booked);
      expect([billed <= came, noShow <= cancelled]).toEqual([true, true]);
      for (const groups of [whole.bySource, whole.byBranch])
        expect(groups.reduce((sum, group) => sum + group.booked, 0)).toBe(booked);
      const day = (number: number) => `2026-05-${String(number).padStart(2, '0')}`;
      const before = count(day(1), day(border - 1)).total.booked;
      expect(before + count(day(border), day(28)).total.booked).toBe(booked);
      // Nor does it matter where one part of the reading ends and the next one begins.
      const parts = [(id: number) => id <= border / 2, (id: number) => id > border / 2];
      const sum = parts.map((isOwn) => count(day(1), day(28), isOwn).total.booked);
      expect(sum.reduce((all, one) => all + one, 0)).toBe(booked);
    }),
    { numRuns: 300, seed: 20_261_127 },
  );
});

test('without days the last thirty are meant, and a period ends no earlier than it begins and has four hundred days at most', () => {
  const days = (given: Parameters<typeof cohortDays>[1]) => cohortDays('2026-05-30', given);
  expect(days({})).toEqual({ from: '2026-05-01', to: '2026-05-30' });
  expect(days({ to: '2026-01-31' })).toEqual({ from: '2026-01-02', to: '2026-01-31' });
  expect(days({ from: '2026-05-30' })).toEqual({ from: '2026-05-30', to: '2026-05-30' });
  expect(days({ from: '2026-05-31', to: '2026-05-30' })).toBeNull();
  expect(days({ from: '2025-01-01' })).toBeNull();
});
