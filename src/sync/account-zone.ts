import { Temporal } from 'temporal-polyfill';

/**
 * Dates on amoCRM's wire. A `date` is midnight in the account's zone: sent as 1634601600 (UTC midnight), it came back
 * as 1634590800 (Moscow midnight, PHP#402). So it is written as RFC 3339 at the zone's midnight of *that* day and
 * read back in that zone; compared as a calendar date.
 */
export class AccountZone {
  readonly name: string;
  /** The same few thousand birthdays come again and again. */
  readonly #midnights = new Map<string, string>();
  readonly #dates = new Map<number, string>();

  constructor(name: string) {
    this.name = name;
  }

  /** `1985-05-15` → `1985-05-15T00:00:00+04:00`. */
  midnight(date: string): string {
    const known = this.#midnights.get(date);
    if (known !== undefined) return known;
    // Where a zone skips midnight, the day begins at its first moment.
    const start = Temporal.PlainDate.from(date).toZonedDateTime(this.name);
    const text = rfc3339(start);
    if (this.#midnights.size < cacheSize) this.#midnights.set(date, text);
    return text;
  }

  /** The calendar date of an instant, seconds since the epoch. */
  date(seconds: number): string {
    const known = this.#dates.get(seconds);
    if (known !== undefined) return known;
    const text = at(seconds, this.name).toPlainDate().toString();
    if (this.#dates.size < cacheSize) this.#dates.set(seconds, text);
    return text;
  }

  /** An instant in RFC 3339 without fractions. */
  dateTime(seconds: number): string {
    return rfc3339(at(seconds, this.name));
  }
}

const cacheSize = 50_000;

const at = (seconds: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(zone);

/** Offsets of old dates have seconds (Moscow before 1919: +02:30:17), which RFC 3339 lacks: write those in UTC. */
function rfc3339(moment: Temporal.ZonedDateTime): string {
  const wholeMinutes = moment.offsetNanoseconds % 60e9 === 0;
  const shown = wholeMinutes ? moment : moment.withTimeZone('UTC');
  return shown.toString({ timeZoneName: 'never', fractionalSecondDigits: 0 });
}
