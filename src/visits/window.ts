import { Temporal } from 'temporal-polyfill';
import type { Chain } from './chains.ts';

/** Visits from one wall clock to another, the latter not among them. */
export interface VisitWindow {
  readonly from: string;
  readonly to: string;
}

/** So many days before today, and after it. */
const [back, ahead] = [45, 30] as const;

/** The days whose visits have deals. @param since no visit before this day has one. */
export function visitDays(
  today: string,
  since: string,
): { readonly from: string; readonly days: number } {
  const day = Temporal.PlainDate.from(today);
  const oldest = day.subtract({ days: back }).toString();
  const from = since > oldest ? since : oldest;
  const end = day.add({ days: ahead + 1 });
  return { from, days: Math.max(0, Temporal.PlainDate.from(from).until(end).days) };
}

export function windowOf(from: string, days: number): VisitWindow {
  const to = Temporal.PlainDate.from(from).add({ days }).toString();
  return { from: `${from}T00:00:00`, to: `${to}T00:00:00` };
}

/** The last day in it, where it has any. */
export const lastDay = ({ to }: VisitWindow): string =>
  Temporal.PlainDate.from(to.slice(0, 10)).subtract({ days: 1 }).toString();

/** A visit is in the window by the start of what it is now: where it was moved from says nothing. */
export const isWithin = ({ lead }: Chain, { from, to }: VisitWindow): boolean =>
  lead.start !== null && lead.start >= from && lead.start < to;
