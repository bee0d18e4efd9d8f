import { Temporal } from 'temporal-polyfill';

/** Where clinics and accounts are: one that never turns its clocks, and two that do so on different nights. */
export const zones = ['Europe/Moscow', 'Europe/Berlin', 'America/New_York'] as const;
export type Zone = (typeof zones)[number];

/** When the clocks of a zone are turned next, milliseconds since the epoch; null where they never are. */
export function nextTurn(zone: Zone, now: number): number | null {
  const next = Temporal.Instant.fromEpochMilliseconds(Math.floor(now))
    .toZonedDateTimeISO(zone)
    .getTimeZoneTransition('next');
  return next?.epochMilliseconds ?? null;
}

/** What the wall clock shows `minutes` from the next turn, as if it had not been turned: skipped or shown twice. */
export function wallClockAtTurn(zone: Zone, now: number, minutes: number): string | null {
  const turn = nextTurn(zone, now);
  if (turn === null) return null;
  const before = Temporal.Instant.fromEpochMilliseconds(turn - 1).toZonedDateTimeISO(zone);
  return before
    .toPlainDateTime()
    .add({ minutes })
    .toString({ smallestUnit: 'second' })
    .replace('T', ' ');
}
