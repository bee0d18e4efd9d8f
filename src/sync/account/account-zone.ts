import { Temporal } from 'temporal-polyfill';
import { ZoneClock } from '../../contact/value/zone-clock.ts';

/**
 * Dates on amoCRM's wire. A `date` is midnight in the account's zone: sent as 1634601600 (UTC midnight), it came back
 * as 1634590800 (Moscow midnight, PHP#402). With which offset, the day's own or one for all days, is not recorded, and
 * for the summers of Soviet time and for 2011–2014 the two are an hour apart. So a date is written as RFC 3339 at the
 * day's *noon*, which is the same day under both, and what comes back counts as the day whose midnight is nearest;
 * compared as a calendar date.
 */
export class AccountZone {
  readonly name: string;
  /** The same few thousand birthdays come again and again. */
  readonly #noons = new Map<string, string>();
  readonly #clock: ZoneClock;

  constructor(name: string) {
    this.name = name;
    this.#clock = new ZoneClock(name);
  }

  /** `1985-05-15` → `1985-05-15T12:00:00+04:00`. */
  noon(date: string): string {
    const known = this.#noons.get(date);
    if (known !== undefined) return known;
    const text = rfc3339(Temporal.PlainDate.from(date).toZonedDateTime(noonIn(this.name)));
    if (this.#noons.size < cacheSize) this.#noons.set(date, text);
    return text;
  }

  /** The calendar date that an instant stands for, seconds since the epoch: a midnight by any offset near the zone's. */
  date(seconds: number): string {
    return this.#clock.date(seconds + tolerance);
  }

  /** An instant in RFC 3339 without fractions. */
  dateTime(seconds: number): string {
    return rfc3339(at(seconds, this.name));
  }
}

const cacheSize = 50_000;

/** Offsets of one place differ by less, over all years; and noon, if that is what comes back, is far from the next day. */
const tolerance = 6 * 3600;

const noonIn = (timeZone: string) => ({ timeZone, plainTime: '12:00' });

const at = (seconds: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(zone);

/** Offsets of old dates have seconds (Moscow before 1919: +02:30:17), which RFC 3339 lacks: write those in UTC. */
function rfc3339(moment: Temporal.ZonedDateTime): string {
  const wholeMinutes = moment.offsetNanoseconds % 60e9 === 0;
  const shown = wholeMinutes ? moment : moment.withTimeZone('UTC');
  return shown.toString({ timeZoneName: 'never', fractionalSecondDigits: 0 });
}
