import { Temporal } from 'temporal-polyfill';
import { days } from '../../../../health/days.ts';
import { troubleWords } from '../../../../health/words/days.ts';
import { both } from '../../../../language.ts';
import { Hours } from '../../../../state/record/hours.ts';
import type { ApiTools } from '../../api-tools.ts';
import type { Answer } from '../../handlers.ts';
import { dayStarts } from './chart.ts';

/** How the last days went, by the clinic's calendar. */
export async function recentDays(
  { reads, clinic }: Pick<ApiTools, 'reads' | 'clinic'>,
  { span, intervalMs }: { readonly span: number; readonly intervalMs: number },
): Promise<Answer<'days'>> {
  const { clock, timeZone } = clinic;
  const now = clock.now();
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone);
  const starts = dayStarts(here, span);
  const recorded = await new Hours(reads.db).since(starts[0] ?? now);
  return {
    days: days(recorded, { starts, now, intervalMs }).map((day) => ({
      ...day,
      troubles: day.troubles.map(({ trouble, passes }) => ({
        trouble,
        passes,
        text: both((language) => troubleWords[language][trouble]),
      })),
    })),
  };
}
