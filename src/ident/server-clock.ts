import { Temporal } from 'temporal-polyfill';

/** How the clock of the database's server stands to this computer's. */
export interface ServerClock {
  /** `zone`: it is right for another time zone than the clinic's. `off`: one of both clocks is wrong. */
  readonly verdict: 'same' | 'off' | 'zone';
  /** Whole seconds, never negative. */
  readonly apartSeconds: number;
}

/**
 * @param serverNow wall clock of the server, `YYYY-MM-DDTHH:MM:SS…`
 * @param readAt when it was read, wall ms of this computer
 * @param timeZone the clinic's, an IANA name
 */
export function judgeServerClock(serverNow: string, readAt: number, timeZone: string): ServerClock {
  const local = Temporal.PlainDateTime.from(serverNow);
  const server = local.toZonedDateTime(timeZone).epochMilliseconds;
  const apartSeconds = Math.abs(Math.round((server - readAt) / 1000));
  if (apartSeconds <= 60) return { verdict: 'same', apartSeconds };
  // Zones lie whole quarters of an hour apart; clocks that run wrong do not.
  const fromQuarter = Math.abs(apartSeconds - Math.round(apartSeconds / 900) * 900);
  return { verdict: apartSeconds >= 900 && fromQuarter <= 60 ? 'zone' : 'off', apartSeconds };
}
