import { Temporal } from 'temporal-polyfill';
import { days } from '../../../../health/days.ts';
import { troubleWords } from '../../../../health/words/days.ts';
import { both } from '../../../../language.ts';
import { Activity, activityKinds } from '../../../../state/record/activity.ts';
import { Hours } from '../../../../state/record/hours.ts';
import type { ApiTools } from '../../api-tools.ts';
import type { Answer } from '../../handlers.ts';

type Chart = Answer<'chart'>;

const hours = 24;
const chartDays = 30;

/** What passes did, point by point and without gaps: by the hour, or by the day of the clinic's zone. */
export async function activityChart(
  { reads, clinic }: Pick<ApiTools, 'reads' | 'clinic'>,
  span: Chart['span'],
): Promise<Chart> {
  const { clock, timeZone } = clinic;
  const now = Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO(timeZone);
  const starts = span === '24h' ? hourStarts(now) : dayStarts(now, chartDays);
  const points = starts.map((at) => ({
    at,
    created: 0,
    updated: 0,
    rejected: 0,
    requests: 0,
    throttled: 0,
  }));
  // An hour of a zone with an odd offset may begin before the first point's.
  const first = points[0]?.at ?? 0;
  for (const done of await new Activity(reads.db).since(first)) {
    const point = points.findLast(({ at }) => at <= done.at);
    if (point === undefined) continue;
    for (const kind of activityKinds) point[kind] += done[kind];
  }
  return { span, points };
}

/** Of whole hours since the epoch, as they are counted. */
function hourStarts({ epochMilliseconds }: Temporal.ZonedDateTime): readonly number[] {
  const hour = 3_600_000;
  const last = epochMilliseconds - (epochMilliseconds % hour);
  return Array.from({ length: hours }, (_, at) => last - (hours - 1 - at) * hour);
}

function dayStarts(now: Temporal.ZonedDateTime, days: number): readonly number[] {
  return Array.from(
    { length: days },
    (_, at) => now.startOfDay().subtract({ days: days - 1 - at }).epochMilliseconds,
  );
}

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
