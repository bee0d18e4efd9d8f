import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WallClock } from '../../src/contact/model/patient.ts';
import type { SourceNumber } from '../../src/contact/model/patient-key.ts';
import { dealOf, priceOf } from '../../src/visits/deal/deal.ts';
import { priceToWrite } from '../../src/visits/deal/price.ts';
import { quietUntil } from '../../src/visits/quiet.ts';
import type { Reception } from '../../src/visits/reception.ts';
import { visitDays, windowOf } from '../../src/visits/window.ts';
import { id, reception } from './reception.ts';

const at = (wallClock: string) => wallClock as WallClock;

test('a deal is named by the time of its visit alone; its fields say who, where and why', () => {
  const first = reception(7, null, { cancelled: true, bill: 15_000n, source: 'Сайт' });
  const lead = reception(9, 7, {
    ...{ cancelled: true, start: at('2026-11-12T14:30:00'), branch: 'Сокол', doctor: 'Орлова А.' },
    ...{ reason: { name: 'Заболел', meaning: 'patient' }, bill: 29_985_000n },
  });
  const chain = { key: id(7), members: [id(7), id(9)], rows: [first, lead], lead, cut: null };
  const deal = dealOf(chain, {
    source: 2 as SourceNumber,
    ...{ timeZone: 'Asia/Yekaterinburg', now: '2026-11-01T00:00:00' },
  });
  expect(deal).toEqual({
    ...{ name: 'Приём 12.11.2026 14:30', stage: 'cancelled', price: 3000 },
    fields: {
      ...{ visit_key: '2:7', visit_start: Date.UTC(2026, 10, 12, 9, 30) / 1000 },
      ...{ visit_doctor: 'Орлова А.', visit_branch: 'Сокол', visit_status: 'Отменен' },
      ...{ visit_cancel_reason: 'Заболел', visit_sum: 3000 },
      visit_source: 'Сайт',
    },
  });
});

test('a price is the bills of all moves in whole roubles; one that cannot be read makes it unknown', () => {
  const bills = fc.array(fc.option(fc.bigInt(-1_000_000_000n, 1_000_000_000_000n), { freq: 9 }));
  fc.assert(
    fc.property(bills, (some) => {
      const price = priceOf(some.map((bill) => ({ bill })));
      if (some.includes(null)) expect(price).toBeNull();
      else {
        const sum = some.reduce<bigint>((all, bill) => all + (bill ?? 0n), 0n);
        expect(Number.isSafeInteger(price)).toBe(true);
        expect(price).toBeGreaterThanOrEqual(0);
        if (sum > 0n)
          expect(Math.abs(Number(sum) / 10_000 - (price ?? 0))).toBeLessThanOrEqual(0.5001);
      }
    }),
  );
});

describe('a price', () => {
  const cases = [
    ['is written where there is none', null, 5, false, 5],
    ['is written over 0', 0, 5, false, 5],
    ['is written over ours', 4, 5, true, 5],
    ['that falls is written', 5, 4, true, 4],
    ['of a bill that was taken back is 0', 5, 0, true, 0],
    ['of a person stays', 4, 5, false, null],
    ['that is there stays', 5, 5, false, null],
    ['of nothing is not written over nothing', null, 0, false, null],
    ['that cannot be told is not written', 5, null, true, null],
  ] as const;
  test.each(cases)('%s', (_, there, wanted, isOurs, write) => {
    expect(priceToWrite({ there, wanted, isOurs })).toBe(write);
  });
});

describe('a deal follows its visit', () => {
  const rules = { cancelDelayMs: 600_000, timeZone: 'Europe/Moscow' };
  const moscow = (time: string) => Date.parse(`2026-11-12T${time}+03:00`);
  const noon = moscow('12:00:00');
  const marked = (mark: 'cancelled' | 'ended', time?: string, more: Partial<Reception> = {}) =>
    reception(1, null, {
      ...{ [mark]: true, ...more },
      markedAt: time === undefined ? {} : { [mark]: at(`2026-11-12T${time}`) },
    });
  const transfer: Partial<Reception> = { reason: { name: 'Перенос', meaning: 'transfer' } };
  const cases: readonly (readonly [
    string,
    Reception,
    'ended' | 'cancelled' | 'planned',
    number,
  ])[] = [
    ['half a minute after it ended', marked('ended', '11:59:50'), 'ended', moscow('12:00:20')],
    ['half a minute after an end without a time was seen', marked('ended'), 'ended', noon + 30_000],
    ['of which a clock that is ahead tells', marked('ended', '18:00:00'), 'ended', noon + 30_000],
    [
      'ten minutes after it was cancelled',
      marked('cancelled', '11:55:00'),
      'cancelled',
      moscow('12:05:00'),
    ],
    [
      'at the end of the day on which it was cancelled to be moved',
      marked('cancelled', '11:55:00', transfer),
      'cancelled',
      moscow('00:00:00') + 86_400_000,
    ],
    ['at once when it is booked again', reception(1, null), 'planned', noon],
  ];
  test.each(cases)('%s', (_, lead, stage, until) => {
    expect(quietUntil(lead, stage, rules, noon)).toBe(until);
  });
});

test('visits have deals from 45 days back to 30 ahead, and never from before the day that was chosen', () => {
  expect(visitDays('2026-11-27', '2026-11-27')).toEqual({ from: '2026-11-27', days: 31 });
  expect(visitDays('2026-11-27', '2020-01-01')).toEqual({ from: '2026-10-13', days: 76 });
  expect(visitDays('2026-11-27', '2027-01-01')).toEqual({ from: '2027-01-01', days: 0 });
  expect(windowOf('2026-10-13', 76).to).toBe('2026-12-28T00:00:00');
});
