import { Temporal } from 'temporal-polyfill';

// amoCRM takes RFC 3339 to the second; fractions are refused.
const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})$/;

const remembered = 50_000;
const day = 86_400;

/** Reads dates and times as amoCRM does: unix seconds or RFC 3339; dates become midnight in the account's zone. */
export class AccountZone {
  readonly timeZone: string;
  readonly #midnights = new Map<number, number>();
  readonly #instants = new Map<string, number | null>();

  readonly #fixedOffset: number | null;

  /** @param fixedOffsetHours of all days, whatever the zone's was on the day; left out: the zone's. */
  constructor(timeZone: string, fixedOffsetHours?: number) {
    this.timeZone = timeZone;
    this.#fixedOffset = fixedOffsetHours === undefined ? null : fixedOffsetHours * 3600;
  }

  /** Seconds since the epoch; `null` for what amoCRM refuses: negative numbers, fractions, other texts. */
  seconds(value: unknown): number | null {
    if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null;
    if (typeof value !== 'string' || !rfc3339.test(value)) return null;
    return recall(this.#instants, value, () => {
      try {
        return Temporal.Instant.from(value).epochMilliseconds / 1000;
      } catch {
        return null;
      }
    });
  }

  /** The midnight, in the account's zone, of the day in which that second lies. */
  midnight(seconds: number): number {
    const offset = this.#fixedOffset;
    if (offset !== null) return Math.floor((seconds + offset) / day) * day - offset;
    return recall(this.#midnights, seconds, () => {
      const at = this.#zoned(seconds).startOfDay();
      return at.epochMilliseconds / 1000;
    });
  }

  /** `+03:00` at present. */
  offset(nowMs: number): string {
    return this.#zoned(Math.floor(nowMs / 1000)).offset;
  }

  /** For people: `19.10.2021`, with the time if asked. */
  show(seconds: number, withTime: boolean): string {
    const at = this.#zoned(seconds);
    const two = (part: number) => String(part).padStart(2, '0');
    const date = `${two(at.day)}.${two(at.month)}.${at.year}`;
    return withTime ? `${date} ${two(at.hour)}:${two(at.minute)}` : date;
  }

  #zoned(seconds: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(this.timeZone);
  }
}

/** Birthdays repeat, and time zone arithmetic is the dearest part of a bulk load. */
function recall<K, V>(memory: Map<K, V>, key: K, make: () => V): V {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (memory.size >= remembered) memory.clear();
  memory.set(key, made);
  return made;
}
