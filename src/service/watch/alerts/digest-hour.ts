import { Temporal } from 'temporal-polyfill';

/** When people come to work. */
const hour = 9;

/** When the daily digest was due last, on the clinic's wall clock; wall ms. */
export function lastDigestAt(now: number, timeZone: string): number {
  const here = Temporal.Instant.fromEpochMilliseconds(Math.trunc(now)).toZonedDateTimeISO(timeZone);
  const today = here.toPlainDate();
  const day = here.hour < hour ? today.subtract({ days: 1 }) : today;
  const time = Temporal.PlainTime.from({ hour });
  return day.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
}
