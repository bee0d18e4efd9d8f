import type { CalendarDate, Decimal, Read, WallClock } from '../../contact/model/patient.ts';
import { firstSource, type PatientId, patientKey } from '../../contact/model/patient-key.ts';
import { isCalendarDate } from '../../contact/value/dates.ts';
import { isDecimal } from '../../contact/value/decimal.ts';
import type { Row } from '../connection/queries.ts';

/**
 * Cells as the two drivers hand them over. Of each parser: `null` for an empty cell, `undefined` for one that cannot
 * be read: unreadable is not empty, what stands in amoCRM then stays.
 */
export type CellParser<T> = (cell: unknown) => Read<T>;

/** SQL Server's `money` holds four decimals; more in a binary double is noise. */
const moneyScale = 4;

/**
 * The `id` of a row; `null` when no key can be made of it, as of 0 and what is below it: IDENT counts from 1. SQL Server's bigint comes as
 * text, SQLite's integers as bigint.
 */
export function rowId({ id: cell }: Row): PatientId | null {
  const id = integerOf(cell);
  return id === null ? null : patientKey(firstSource, id);
}

/** Text as it was typed; only blanks is empty. */
export const parseText: CellParser<string> = (cell) => {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'bigint') return cell.toString();
  if (typeof cell === 'number' && Number.isFinite(cell)) {
    return Number.isInteger(cell) ? BigInt(cell).toString() : cell.toString();
  }
  if (typeof cell !== 'string') return undefined;
  return cell.trim() === '' ? null : cell;
};

/** A date, a date-time or a text: `1985-05-15`, `1985-05-15 00:00:00`, `15.05.1985`. */
const parseDate: CellParser<CalendarDate> = (cell) => {
  if (cell instanceof Date) return dateOf(isoOf(cell)?.slice(0, 10));
  const text = parseText(cell);
  return text === null || text === undefined ? text : dateOf(isoDateText(text.trim()));
};

/**
 * A day of somebody's life. Programs and databases write "no day" as the first or last one that they know: that is an
 * empty cell. A day of another age is a slip of the pen.
 */
export const parseDay: CellParser<CalendarDate> = (cell) => {
  if (typeof cell === 'string' && /^\s*(?:0000-00-00|00\.00\.0000)/.test(cell)) return null;
  const day = parseDate(cell);
  if (day === null || day === undefined) return day;
  if (noDays.has(day)) return null;
  return day < firstDay || day > lastDay ? undefined : day;
};

/** The beginnings and ends of calendars: of .NET, SQL Server's DATETIME and SMALLDATETIME, OLE, Delphi and people. */
const noDays: ReadonlySet<string> = new Set([
  ...['0001-01-01', '0001-01-02', '0100-01-01', '1582-10-15', '1600-01-01', '1601-01-01'],
  ...['1700-01-01', '1752-09-14', '1753-01-01', '1754-01-01', '1799-12-31', '1800-01-01'],
  ...['1850-01-01', '1899-01-01', '1899-12-29', '1899-12-30', '1899-12-31', '1900-01-01'],
  ...['1900-01-02', '1901-01-01', '2049-12-31', '2050-01-01', '2079-06-06', '2099-12-31'],
  ...['2100-01-01', '2199-12-31', '2999-12-31', '3000-01-01', '9999-01-01', '9999-12-31'],
]);
const firstDay = '1880-01-01';
const lastDay = '2100-12-31';

/** A date-time of the clinic's wall clock, cut to the second. */
export const parseWallClock: CellParser<WallClock> = (cell) => {
  if (cell instanceof Date) return wallClockOf(isoOf(cell)?.slice(0, 19));
  const text = parseText(cell);
  if (text === null || text === undefined) return text;
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?)?$/.exec(text.trim());
  return match ? wallClockOf(`${match[1]}T${match[2] ?? '00:00'}${match[3] ?? ':00'}`) : undefined;
};

/** An exact decimal; grouping blanks and a decimal comma are understood. */
export const parseDecimal: CellParser<Decimal> = (cell) => {
  if (typeof cell === 'number') {
    return decimalOf(Number.isSafeInteger(cell) ? String(cell) : cell.toFixed(moneyScale));
  }
  const text = parseText(cell);
  if (text === null || text === undefined) return text;
  return decimalOf(text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.'));
};

/** How many: a whole number, not negative. */
export const parseCount: CellParser<number> = (cell) => {
  const text = parseText(cell);
  if (text === null || text === undefined) return text;
  const count = integerOf(text);
  return count !== null && count >= 0 ? count : undefined;
};

export const parseFlag: CellParser<boolean> = (cell) => {
  if (typeof cell === 'boolean') return cell;
  const text = parseText(cell);
  if (text === null || text === undefined) return text;
  if (text.trim() === '1') return true;
  return text.trim() === '0' ? false : undefined;
};

/** A whole number that a double holds. */
export function integerOf(cell: unknown): number | null {
  const value = typeof cell === 'string' && /^\s*-?\d{1,16}\s*$/.test(cell) ? Number(cell) : cell;
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

/** tedious reads the wall clock into the UTC parts of a Date. */
function isoOf(date: Date): string | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function isoDateText(text: string): string | undefined {
  const iso = /^(\d{4}-\d\d-\d\d)(?:[T ].*)?$/.exec(text);
  if (iso) return iso[1];
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?: .*)?$/.exec(text) ?? [];
  if (day && month && year) return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return /^\d{8}$/.test(text)
    ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
    : undefined;
}

function dateOf(text: string | undefined): CalendarDate | undefined {
  return text !== undefined && isCalendarDate(text) ? text : undefined;
}

function wallClockOf(text: string | undefined): WallClock | undefined {
  if (text === undefined || !isCalendarDate(text.slice(0, 10))) return undefined;
  return /T([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(text) ? (text as WallClock) : undefined; // the one place where the brand is given
}

function decimalOf(text: string): Decimal | undefined {
  // No sum has more digits; bounds the work on a runaway text.
  if (text.length > 100) return undefined;
  if (isDecimal(text)) return text;
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
  if (whole === '' && fraction === '') return undefined;
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const rest = fraction.replace(/0+$/, '');
  const value = rest === '' ? digits : `${digits}.${rest}`;
  return (value === '0' ? value : sign + value) as Decimal; // canonical by construction
}
