import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageOn, instantOf, isCalendarDate, today } from '../../../src/contact/value/dates.ts';

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

describe("the clinic's wall clock", () => {
  it('is a moment in its zone, as the zone was at that time', () => {
    expect(iso(instantOf('2024-05-20T09:30:15', 'Europe/Moscow'))).toBe('2024-05-20T06:30:15.000Z');
    expect(iso(instantOf('2013-05-20T09:30:15', 'Europe/Moscow'))).toBe('2013-05-20T05:30:15.000Z');
    expect(iso(instantOf('1965-01-01T00:00:00', 'Europe/Moscow'))).toBe('1964-12-31T21:00:00.000Z');
  });

  it('drops parts of a second', () => {
    expect(instantOf('1969-12-31T23:59:58.999', 'UTC')).toBe(-2);
    expect(instantOf('2024-05-20T09:30:15.999', 'UTC')).toBe(
      instantOf('2024-05-20T09:30:15', 'UTC'),
    );
  });

  it('moves a skipped hour forward and takes the first of a repeated one', () => {
    expect(iso(instantOf('2024-03-31T02:30:00', 'Europe/Berlin'))).toBe('2024-03-31T01:30:00.000Z');
    expect(iso(instantOf('2024-10-27T02:30:00', 'Europe/Berlin'))).toBe('2024-10-27T00:30:00.000Z');
  });

  it('says the same again in every zone, from 1900 to 2100, unless the hour was skipped', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const time = fc.date({
      min: new Date('1900-01-02T00:00:00Z'),
      max: new Date('2100-12-30T00:00:00Z'),
      noInvalidDate: true,
    });
    const format = new Map<string, Intl.DateTimeFormat>();
    fc.assert(
      fc.property(fc.constantFrom(...zones), time, (zone, date) => {
        const wall = date.toISOString().slice(0, 19);
        const moment = instantOf(wall, zone);
        let shown = format.get(zone);
        if (shown === undefined) {
          shown = new Intl.DateTimeFormat('sv-SE', {
            timeZone: zone,
            dateStyle: 'short',
            timeStyle: 'medium',
          });
          format.set(zone, shown);
        }
        // An independent reading; a skipped wall clock comes back later than it was written.
        const back = shown.format(moment * 1000).replace(' ', 'T');
        expect(back >= wall).toBe(true);
        if (back !== wall) {
          expect(shown.format(moment * 1000 - 86_400_000).slice(0, 10) <= wall.slice(0, 10)).toBe(
            true,
          );
          expect(Math.abs(Date.parse(`${back}Z`) - Date.parse(`${wall}Z`))).toBeLessThanOrEqual(
            86_400_000,
          );
        }
        expect(Math.abs(moment - date.getTime() / 1000)).toBeLessThan(27 * 3600);
      }),
      { numRuns: 1500, seed: 5 },
    );
  });

  it('of today depends on the zone', () => {
    const now = Date.parse('2024-12-31T22:00:00Z');
    expect(today(now, 'Europe/Moscow')).toBe('2025-01-01');
    expect(today(now, 'Europe/London')).toBe('2024-12-31');
    expect(today(now + 0.5, 'Asia/Kamchatka')).toBe('2025-01-01');
  });
});

describe('a calendar date', () => {
  it('is one that the calendar has', () => {
    expect(['2024-02-29', '2000-02-29', '1900-01-31', '2100-12-31'].every(isCalendarDate)).toBe(
      true,
    );
    expect(
      [
        '2023-02-29',
        '1900-02-29',
        '2024-04-31',
        '2024-13-01',
        '2024-00-10',
        '24-01-01',
        '01.02.2024',
        '',
      ].some(isCalendarDate),
    ).toBe(false);
  });
});

describe('age', () => {
  it('grows on the birthday, and on 1 March for who was born on 29 February', () => {
    expect(ageOn('1985-06-15', '2024-06-14')).toBe(38);
    expect(ageOn('1985-06-15', '2024-06-15')).toBe(39);
    expect(ageOn('2000-02-29', '2023-02-28')).toBe(22);
    expect(ageOn('2000-02-29', '2023-03-01')).toBe(23);
    expect(ageOn('2024-06-15', '2024-06-15')).toBe(0);
  });
  it('is none for a birthday ahead or more than 130 years back', () => {
    expect(ageOn('2024-06-16', '2024-06-15')).toBeNull();
    expect(ageOn('1894-06-15', '2024-06-15')).toBe(130);
    expect(ageOn('1893-06-15', '2024-06-15')).toBeNull();
  });
});
