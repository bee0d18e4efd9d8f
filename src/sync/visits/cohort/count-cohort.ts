import { AppError } from '../../../app-error.ts';
import type { Clock } from '../../../clock.ts';
import { wallClockAt } from '../../../contact/value/dates.ts';
import type { CancelMeaning } from '../../../contact/visits/cancel-reason.ts';
import type { CohortReport, LeadsCount } from '../../../visits/cohort/cohort-report.ts';
import { type CohortDays, periodOf } from '../../../visits/cohort/period.ts';
import type { VisitWindow } from '../../../visits/window.ts';
import { type CohortSource, readCohort } from './read-cohort.ts';

interface CohortCount {
  readonly sources: readonly CohortSource[];
  readonly days: CohortDays;
  readonly timeZone: string;
  readonly cancelReasons: ReadonlyMap<string, CancelMeaning>;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly signal: AbortSignal;
  /** Counts the deals of amoCRM that were created in the period; null: amoCRM is not asked. */
  readonly leadsIn: ((period: VisitWindow) => Promise<LeadsCount>) | null;
}

/**
 * Visits booked in a period, with all that has to stand beside their figures.
 *
 * @returns null: no database tells when receptions were entered.
 */
export async function countCohort(count: CohortCount): Promise<CohortReport | null> {
  const { sources, days, timeZone, cancelReasons, clock, signal, leadsIn } = count;
  const at = clock.now();
  const period = periodOf(days);
  const now = wallClockAt(at, timeZone);
  const read = await readCohort(sources, { period, now, cancelReasons, clock, signal });
  const { cohort, paidIs, untold } = read;
  if (untold.length === sources.length) return null;
  const leads = leadsIn && (await leadsOrReason(() => leadsIn(period), signal));
  return { ...days, at, ...cohort, paidIs, untold, leads };
}

/** What IDENT tells stands without amoCRM: why that does not tell is said in place of its figure. */
async function leadsOrReason(
  count: () => Promise<LeadsCount>,
  signal: AbortSignal,
): Promise<CohortReport['leads']> {
  try {
    return await count();
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AppError)) throw error;
    return { code: error.code };
  }
}
