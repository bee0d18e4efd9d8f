import { Temporal } from 'temporal-polyfill';
import type { VisitWindow } from '../window.ts';

/** The first and the last day of a period, `YYYY-MM-DD`. */
export interface CohortDays {
  readonly from: string;
  readonly to: string;
}

/** A year, and a day of it twice: the same month a year ago stands beside this one. */
const mostDays = 400;
/** Days where none are named. */
const usualDays = 30;

/** The days that are meant, up to today by default; null: they are too many, or end before they begin. */
export function cohortDays(
  today: string,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
): CohortDays | null {
  const last = to ?? (from === undefined || from <= today ? today : from);
  const first =
    from ??
    Temporal.PlainDate.from(last)
      .subtract({ days: usualDays - 1 })
      .toString();
  const days = Temporal.PlainDate.from(first).until(last).days + 1;
  return days < 1 || days > mostDays ? null : { from: first, to: last };
}

/** From the first day's midnight to that behind the last one. */
export const periodOf = ({ from, to }: CohortDays): VisitWindow => ({
  from: `${from}T00:00:00`,
  to: `${Temporal.PlainDate.from(to).add({ days: 1 }).toString()}T00:00:00`,
});
