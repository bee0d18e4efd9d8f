import { AppError } from '../../../../app-error.ts';
import type { Clinic } from '../../../../clinic/clinic.ts';
import { today } from '../../../../contact/value/dates.ts';
import { countCohort } from '../../../../sync/visits/cohort/count-cohort.ts';
import { countLeads } from '../../../../sync/visits/cohort/count-leads.ts';
import type { CohortReport } from '../../../../visits/cohort/cohort-report.ts';
import { type CohortDays, cohortDays } from '../../../../visits/cohort/period.ts';
import { ApiError, apiErrors } from '../../errors.ts';
import type { Answer } from '../../handlers.ts';
import type { IdentDesk } from '../../ident-desk.ts';
import type { OnChange } from '../../plan-job.ts';
import { problemOf } from '../../problem.ts';

type Job = Answer<'cohort'>;

const none: Job = { state: 'none', startedAt: null, problem: null, cohort: null };

/**
 * Counts a cohort beside the passes: it may take a long reading of IDENT, and half a minute of amoCRM's limit. One at a
 * time; the last one is kept until the service ends.
 */
export class CohortJob {
  readonly #clinic: Clinic;
  readonly #desk: IdentDesk;
  readonly #onChange: OnChange;
  #job: Job = none;
  #days: CohortDays | null = null;

  constructor(clinic: Clinic, desk: IdentDesk, onChange: OnChange) {
    this.#clinic = clinic;
    this.#desk = desk;
    this.#onChange = onChange;
  }

  get current(): Job {
    return this.#job;
  }

  /** The last one that was counted; null: none was. */
  get report(): CohortReport | null {
    return this.#job.cohort;
  }

  /** Begins one unless the same is under way. @throws ApiError for days that are no period, and while others are counted */
  start(given: Parameters<typeof cohortDays>[1]): Job {
    const { clock, timeZone, log } = this.#clinic;
    const days = cohortDays(today(clock.now(), timeZone), given);
    if (days === null) throw new ApiError(apiErrors.oddDays);
    if (this.#job.state === 'running') {
      const { from, to } = this.#days ?? days;
      if (from !== days.from || to !== days.to)
        throw new ApiError(apiErrors.otherCount({ from, to }));
      return this.#job;
    }
    this.#days = days;
    this.#set({ ...this.#job, state: 'running', startedAt: clock.now(), problem: null });
    this.#count(days).then(
      (cohort) => this.#set({ ...this.#job, state: 'done', cohort }),
      (error: unknown) => {
        if (!(error instanceof AppError)) log.error({ err: error }, 'visits could not be counted');
        const known = error instanceof AppError ? error : new ApiError(apiErrors.internal);
        this.#set({ ...this.#job, state: 'failed', problem: problemOf(known) });
      },
    );
    return this.#job;
  }

  #set(job: Job): void {
    this.#job = job;
    if (job.state !== 'none') this.#onChange(job.state);
  }

  async #count(days: CohortDays): Promise<CohortReport> {
    const { sources, line, state, clock, timeZone, options, signal } = this.#clinic;
    const { leads } = line.client;
    const report = await countCohort({
      sources: sources.map((source) => ({
        name: source.name,
        read: (work) => this.#desk.recalled(source, work),
      })),
      days,
      timeZone,
      cancelReasons: options.cancelReasons ?? new Map(),
      clock,
      signal,
      leadsIn: (period) => countLeads({ leads, state, period, timeZone, signal }),
    });
    if (report === null) throw new ApiError(apiErrors.bookingsUntold);
    return report;
  }
}
