import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { today } from '../../../src/contact/value/dates.ts';
import { AccountZone as SandboxZone } from '../../../src/sandbox/account-zone.ts';
import { AccountZone } from '../../../src/sync/account/account-zone.ts';

/** Zones with odd hours: DST that begins at midnight, quarters of an hour, a skipped day, seconds in old offsets. */
const zones = [
  'Europe/Moscow',
  'Europe/Kaliningrad',
  'Asia/Yekaterinburg',
  'Asia/Kamchatka',
  'Europe/Kyiv',
  'Asia/Almaty',
  'Asia/Beirut',
  'Asia/Tehran',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'America/Havana',
  'America/St_Johns',
  'Africa/Cairo',
  'Africa/Monrovia',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Australia/Lord_Howe',
  'UTC',
];

const zone = fc.constantFrom(...zones);
const date = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10));
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;

/** Whole hours that a zone had at some time: what an account may keep for all of its days. */
const offsetOf = (name: string, at: string): number =>
  Math.round(Temporal.PlainDate.from(at).toZonedDateTime(name).offsetNanoseconds / 3.6e12);

test('a date of any zone and year comes back from amoCRM as the same date, whatever offset makes its midnight', () => {
  fc.assert(
    fc.property(zone, date, fc.option(date), (name, written, offsetAt) => {
      // Samoa moved over the date line, by a day.
      fc.pre(name !== 'Pacific/Apia' || offsetAt === null);
      const own = new AccountZone(name);
      const amo = new SandboxZone(name, offsetAt === null ? undefined : offsetOf(name, offsetAt));
      const text = own.noon(written);
      expect(text).toMatch(rfc3339);
      const seconds = amo.seconds(text);
      expect(seconds).not.toBeNull();
      expect(own.date(amo.midnight(Number(seconds)))).toBe(written);
    }),
    { numRuns: 4000 },
  );
});

test('a moment of any zone comes back from amoCRM as the same moment', () => {
  fc.assert(
    fc.property(zone, fc.integer({ min: -2_208_988_800, max: 4_133_894_400 }), (name, written) => {
      const text = new AccountZone(name).dateTime(written);
      expect(text).toMatch(rfc3339);
      expect(new SandboxZone(name).seconds(text)).toBe(written);
    }),
    { numRuns: 2000 },
  );
});

describe('the noon by which a date is written', () => {
  test.each([
    ['Europe/Moscow', '1985-05-15', '1985-05-15T12:00:00+04:00'],
    ['Europe/Moscow', '2012-02-01', '2012-02-01T12:00:00+04:00'],
    ['Europe/Moscow', '2026-03-02', '2026-03-02T12:00:00+03:00'],
    ['Europe/Moscow', '1925-01-02', '1925-01-02T12:00:00+02:00'],
    // Moscow before 1916: +02:30:17, which RFC 3339 cannot say.
    ['Europe/Moscow', '1900-01-01', '1900-01-01T09:29:43+00:00'],
    // Clocks went from 23:59:59 to 01:00:00: midnight was skipped, noon was not.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T12:00:00-02:00'],
  ])('in %s on %s is %s', (name, written, text) => {
    expect(new AccountZone(name).noon(written)).toBe(text);
  });

  test('is looked up once and stays the same', () => {
    const own = new AccountZone('Europe/Moscow');
    expect(own.noon('1985-05-15')).toBe(own.noon('1985-05-15'));
    expect(own.date(485_035_200)).toBe(own.date(485_035_200));
  });
});

test('a day that the zone skipped reads as the one after it, and is told apart from no other', () => {
  // Samoa went from 29 to 31 December 2011.
  const own = new AccountZone('Pacific/Apia');
  expect(own.date(Date.parse(own.noon('2011-12-29')) / 1000)).toBe('2011-12-29');
  expect(own.date(Date.parse(own.noon('2011-12-31')) / 1000)).toBe('2011-12-31');
});

test("the clinic's date and the account's zone are two things", () => {
  const now = Date.UTC(2026, 2, 2, 20);
  expect(today(now, 'Asia/Kamchatka')).toBe('2026-03-03');
  const midnight = Date.parse('2026-03-02T00:00:00+03:00');
  expect(new AccountZone('Europe/Moscow').date(midnight / 1000)).toBe('2026-03-02');
});
