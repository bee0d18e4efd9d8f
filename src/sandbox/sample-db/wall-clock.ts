/** The sample's present day: fixed, so that the same rows come on any day. */
export const sampleToday = '2026-06-01';

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
const todayMs = Date.parse(`${sampleToday}T00:00:00Z`);

/**
 * A moment of the clinic's wall clock, counted from the sample's today, as the sample writes it:
 * `YYYY-MM-DD HH:MM:SS[.fff]`. Plain arithmetic in a frame without zones: millions of these are made, and Temporal
 * costs ten microseconds each.
 *
 * @param ms rounded down to 10 ms: SQL Server's `datetime` holds no finer step without changing it.
 */
export function moment(day: number, minute = 0, ms = 0): string {
  return text(todayMs + day * dayMs + minute * minuteMs + Math.floor(ms / 10) * 10);
}

/** A calendar date, `YYYY-MM-DD`, counted in days from the sample's today. */
export function dateAt(day: number): string {
  return moment(day).slice(0, 10);
}

/** The same wall clock, shifted: `'2026-06-01 09:00:00'`, −30 → `'2026-06-01 08:30:00'`. */
export function shifted(wallClock: string, minutes: number): string {
  return text(Date.parse(`${wallClock.replace(' ', 'T')}Z`) + minutes * minuteMs);
}

function text(ms: number): string {
  const iso = new Date(ms).toISOString();
  return iso.slice(0, iso.endsWith('.000Z') ? 19 : 23).replace('T', ' ');
}
