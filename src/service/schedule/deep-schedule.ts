import { Cron } from 'croner';

/** When deep passes are due, on the clinic's wall clock. Times are wall ms. */
export interface DeepSchedule {
  /** The last due time that is not after `at`. */
  lastDue(at: number): number;
  /** The first due time after `at`. */
  nextDue(at: number): number;
}

/**
 * Croner knows the calendar: zones, and hours that a clock change skips (then the hour after counts) or repeats (the
 * first counts). It is asked for times only. Its own timers would run past our `Clock`, know nothing of a pass that is
 * under way or of a machine that slept, and never tell of a run that was missed.
 */
export function deepSchedule(
  { morning, evening }: { readonly morning: number; readonly evening: number },
  timeZone: string,
): DeepSchedule {
  // One pattern an hour: of a list of hours croner skips one that a clock change skips, and runs a repeated one twice.
  const hours = [morning, evening].map(
    (hour) => new Cron(`0 ${hour} * * *`, { timezone: timeZone }),
  );
  // Asked for every second, and the same for hours.
  let between = { last: 0, next: 0 };
  const around = (at: number) => {
    if (at < between.last || at >= between.next) {
      between = {
        // Croner's runs before a moment do not include the moment itself.
        last: Math.max(...hours.map((hour) => timeOf(hour.previousRuns(1, new Date(at + 1))[0]))),
        next: Math.min(...hours.map((hour) => timeOf(hour.nextRun(new Date(at))))),
      };
    }
    return between;
  };
  return { lastDue: (at) => around(at).last, nextDue: (at) => around(at).next };
}

function timeOf(run: Date | null | undefined): number {
  if (run == null) throw new RangeError('every hour comes every day');
  return run.getTime();
}
