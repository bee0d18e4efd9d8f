import { Temporal } from 'temporal-polyfill';
import { instantOf, isCalendarDate } from './dates.ts';

const day = 86_400;

/** More days than a clinic's patients, receptions and orders have. */
const mostDays = 50_000;

/**
 * What the clocks of a zone show, for many moments. Temporal is asked once for each day, how far the clock is ahead of UTC
 * as the day begins: where that is the same on both sides of a moment, the rest is arithmetic. A day on which the clock was
 * put forward or back, and what is beside it, is Temporal's.
 */
export class ZoneClock {
  readonly name: string;
  /** Seconds ahead of UTC at the beginning of a day of UTC, by days since the epoch. */
  readonly #ahead = new Map<number, number>();

  /** @throws RangeError when it is no zone; not before it is asked. */
  constructor(name: string) {
    this.name = name;
  }

  /** {@link instantOf} in this zone. */
  instant(wallClock: string): number {
    if (!isPlain(wallClock)) return instantOf(wallClock, this.name);
    const shown = Date.parse(`${wallClock}Z`) / 1000;
    // No zone is a whole day ahead or behind: the moment is on this day of UTC or on one beside it.
    const of = Math.floor(shown / day);
    const ahead = this.#aheadThrough(of - 1, of + 2);
    return ahead === null ? instantOf(wallClock, this.name) : shown - ahead;
  }

  /** The calendar date of a moment, whole seconds since the epoch. */
  date(seconds: number): string {
    const of = Math.floor(seconds / day);
    const ahead = this.#aheadThrough(of, of + 1) ?? aheadAt(seconds, this.name);
    const text = new Date((seconds + ahead) * 1000).toISOString();
    return text.slice(0, text.indexOf('T'));
  }

  /** From the beginning of one day to that of another; null where it does not stay the same. */
  #aheadThrough(first: number, last: number): number | null {
    const ahead = this.#aheadOn(first);
    for (let at = first + 1; at <= last; at += 1) if (this.#aheadOn(at) !== ahead) return null;
    return ahead;
  }

  #aheadOn(of: number): number {
    const known = this.#ahead.get(of);
    if (known !== undefined) return known;
    const ahead = aheadAt(of * day, this.name);
    if (this.#ahead.size < mostDays) this.#ahead.set(of, ahead);
    return ahead;
  }
}

/** Whole seconds of a day that the calendar has, in four digits of a year. */
const isPlain = (wallClock: string): boolean =>
  /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/u.test(wallClock) &&
  isCalendarDate(wallClock.slice(0, 10));

const aheadAt = (seconds: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(zone)
    .offsetNanoseconds / 1e9;
