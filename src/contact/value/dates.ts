import { Temporal } from 'temporal-polyfill';
import type { CalendarDate, WallClock } from '../model/patient.ts';

const oldestAge = 130;

/**
 * The moment of a clinic's wall clock, whole seconds since the epoch (fractions are dropped).
 *
 * `compatible`, explicitly: IDENT writes its local time without an offset, so an hour that the clock skipped or
 * repeated cannot be told apart. A skipped time counts as if the clock had not been put forward yet, a repeated one
 * is its first: each wall clock has exactly one moment, and no row is ever dropped for its hour.
 *
 * @throws RangeError when the wall clock or the zone is none.
 */
export function instantOf(wallClock: WallClock | string, timeZone: string): number {
  const zoned = plain(wallClock).toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  return Math.floor(zoned.epochMilliseconds / 1000);
}

/** What every row has is taken apart here: Temporal's own parser, for all that ISO 8601 allows, takes thrice the time. */
function plain(wallClock: string): Temporal.PlainDateTime {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/u.exec(wallClock);
  if (parts === null) return Temporal.PlainDateTime.from(wallClock);
  const [year = 0, month = 0, day = 0, ...time] = parts.slice(1).map(Number);
  return new Temporal.PlainDateTime(year, month, day, ...time);
}

/** The calendar date of a moment (milliseconds since the epoch) in a zone. */
export function today(now: number, timeZone: string): CalendarDate {
  const date = Temporal.Instant.fromEpochMilliseconds(Math.floor(now))
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  // Years 0–9999 print as YYYY-MM-DD.
  return date.toString() as CalendarDate;
}

/** What the wall clock of a zone shows at a moment (milliseconds since the epoch), in whole seconds. */
export function wallClockAt(now: number, timeZone: string): WallClock {
  const clock = Temporal.Instant.fromEpochMilliseconds(Math.floor(now))
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime();
  // Years 0–9999 print as YYYY-MM-DDTHH:MM:SS.
  return clock.toString({ smallestUnit: 'second', roundingMode: 'trunc' }) as WallClock;
}

/** Whether a text is a date of the calendar, `YYYY-MM-DD`. */
export function isCalendarDate(text: string): text is CalendarDate {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/u.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/**
 * Whole years on a date; `null` when the birthday lies ahead of it or too far back to be true. Who was born on
 * 29 February turns a year older on 1 March of common years.
 */
export function ageOn(birthday: string, date: string): number | null {
  const years = Number(date.slice(0, 4)) - Number(birthday.slice(0, 4));
  const age = date.slice(5) < birthday.slice(5) ? years - 1 : years;
  return age < 0 || age > oldestAge ? null : age;
}
