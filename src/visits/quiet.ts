import { Temporal } from 'temporal-polyfill';
import { instantOf, today } from '../contact/value/dates.ts';
import type { Reception } from './reception.ts';
import type { VisitStage } from './stage.ts';

/** How long a stage must have stood in IDENT before a deal moves: who clicked wrongly clicks again at once. */
const quietMs = 30_000;

export interface QuietRules {
  /** How long a cancellation waits for the booking that replaces it. */
  readonly cancelDelayMs: number;
  readonly timeZone: string;
}

/**
 * From when on a deal may follow its visit to this stage, in milliseconds. An administrator cancels first and books anew
 * while on the phone; what was cancelled for a move may be booked anew till the day's end, since a robot would say goodbye.
 *
 * @param seenAt when the stage was first seen: it counts where IDENT tells no time, or one that lies ahead of it.
 */
export function quietUntil(
  lead: Reception,
  stage: VisitStage,
  { cancelDelayMs, timeZone }: QuietRules,
  seenAt: number,
): number {
  if (stage === 'planned' || stage === 'open') return seenAt;
  const told = lead.markedAt[stage];
  const since = told === undefined ? seenAt : Math.min(instantOf(told, timeZone) * 1000, seenAt);
  if (stage !== 'cancelled') return since + quietMs;
  const until = since + cancelDelayMs;
  return lead.reason?.meaning === 'transfer' ? Math.max(until, endOfDay(since, timeZone)) : until;
}

function endOfDay(at: number, timeZone: string): number {
  const tomorrow = Temporal.PlainDate.from(today(at, timeZone)).add({ days: 1 });
  return tomorrow.toZonedDateTime(timeZone).epochMilliseconds;
}
