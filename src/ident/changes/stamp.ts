import { Temporal } from 'temporal-polyfill';
import { isCalendarDate } from '../../contact/value/dates.ts';

/** The earliest moment that SQL Server's DATETIME holds; where a cursor stands for a column without any stamp. */
export const earliestStamp = '1753-01-01T00:00:00.000';

/** How far a scan looks back behind its cursor: long transactions, clocks that differ, the hour of a clock change. */
const overlapMs = 3_600_000;

/** A stamp as a cursor keeps it, `YYYY-MM-DDTHH:MM:SS.fff`, of what either database returns; `null` when it is none. */
export function normaliseStamp(cell: unknown): string | null {
  if (typeof cell !== 'string') return null;
  const known = asWritten(cell);
  if (known !== null) return known;
  try {
    const moment = Temporal.PlainDateTime.from(cell.trim().replace(' ', 'T'));
    return moment.toString({ fractionalSecondDigits: 3, roundingMode: 'trunc' });
  } catch {
    return null;
  }
}

/** Of the form in which our own queries return nearly all of them: a scan has thousands. */
function asWritten(cell: string): string | null {
  const [, date = '', time, fraction = ''] = written.exec(cell) ?? [];
  return isCalendarDate(date) ? `${date}T${time}.${fraction.padEnd(3, '0')}` : null;
}

const written = /^(\d{4}-\d\d-\d\d)[ T]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,3}))?$/;

/**
 * From where a scan reads: an hour behind the cursor, in whole seconds, which every SQL type holds exactly.
 *
 * @returns `YYYY-MM-DDTHH:MM:SS`
 */
export function lowerBound(stamp: string): string {
  const text = earlier(stamp, overlapMs).slice(0, 19);
  return text < earliestStamp ? earliestStamp.slice(0, 19) : text;
}

/** So much before a stamp, `YYYY-MM-DDTHH:MM:SS.fff`: what a wall clock shows that is never turned. */
export function earlier(stamp: string, ms: number): string {
  return new Date(Date.parse(`${stamp}Z`) - ms).toISOString().slice(0, 23);
}

/** A wall clock `YYYY-MM-DDTHH:MM:SS`, so many hours earlier. */
export const hoursBefore = (wallClock: string, hours: number): string =>
  Temporal.PlainDateTime.from(wallClock)
    .subtract({ hours })
    .toString({ smallestUnit: 'second', roundingMode: 'trunc' });

/** True when the server's clock stands more than the overlap behind where it stood: it was put back, or replaced. */
export function isBehind(now: string, before: string): boolean {
  return now < lowerBound(before);
}
