import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { instantOf } from '../../../src/contact/value/dates.ts';
import { ZoneClock } from '../../../src/contact/value/zone-clock.ts';

const zones = Intl.supportedValuesOf('timeZone');
const zone = fc.constantFrom(...zones);
const two = (number: number) => String(number).padStart(2, '0');

const dateOf = (seconds: number, name: string): string =>
  Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
    .toZonedDateTimeISO(name)
    .toPlainDate()
    .toString();

/** Around the moment at which a zone's clock is put forward or back next, within some hours; else the moment itself. */
function nearChange(name: string, seconds: number, apart: number): number {
  const at = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(name);
  const change = at.getTimeZoneTransition('next') ?? at;
  return Math.floor(change.epochMilliseconds / 1000) + apart;
}

const moment = fc.integer({ min: -3_000_000_000, max: 4_100_000_000 });
const apart = fc.integer({ min: -200_000, max: 200_000 });

it('gives each wall clock the moment that Temporal gives it, in every zone, also where the clock is put forward or back', () => {
  fc.assert(
    fc.property(zone, moment, apart, (name, seconds, beside) => {
      const clock = new ZoneClock(name);
      for (const at of [seconds, nearChange(name, seconds, beside)]) {
        const wall = new Date(at * 1000).toISOString().slice(0, 19);
        expect(clock.instant(wall)).toBe(instantOf(wall, name));
        // By what is known of the days now.
        expect(clock.instant(wall)).toBe(instantOf(wall, name));
      }
    }),
    { numRuns: 1_000, seed: 11 },
  );
});

it('gives each moment the date that Temporal gives it, in every zone, also where the clock is put forward or back', () => {
  fc.assert(
    fc.property(zone, moment, apart, (name, seconds, beside) => {
      const clock = new ZoneClock(name);
      for (const at of [seconds, nearChange(name, seconds, beside)]) {
        expect(clock.date(at)).toBe(dateOf(at, name));
      }
    }),
    { numRuns: 3_000, seed: 11 },
  );
});

it('says of any text that looks like a wall clock what Temporal says, or refuses it as Temporal does', () => {
  const clock = new ZoneClock('Europe/Moscow');
  const number = fc.integer({ min: 0, max: 70 });
  const year = fc.oneof(fc.integer({ min: 0, max: 9_999 }), fc.constantFrom(0, 1, 99, 1_000));
  fc.assert(
    fc.property(year, number, number, fc.array(number, { minLength: 3, maxLength: 3 }), (...of) => {
      const [years, months, days, time] = of;
      const date = [String(years).padStart(4, '0'), two(months % 14), two(days % 33)].join('-');
      const text = `${date}T${time.map((part, at) => two(part % (at === 0 ? 26 : 62))).join(':')}`;
      const read = (reading: () => number) => {
        try {
          return reading();
        } catch (error) {
          return error instanceof RangeError ? 'refused' : error;
        }
      };
      expect(read(() => clock.instant(text))).toBe(read(() => instantOf(text, 'Europe/Moscow')));
    }),
    { numRuns: 3_000, seed: 11 },
  );
});

it('of a zone that is none refuses to say anything', () => {
  const clock = new ZoneClock('Europe/Atlantis');
  expect(() => clock.instant('2024-05-20T09:30:15')).toThrow(RangeError);
  expect(() => clock.date(0)).toThrow(RangeError);
});
