import { AppError } from '../../app-error.ts';
import type { Clinic } from '../../clinic/clinic.ts';
import type { PassProgress } from '../../sync/pass/pass-context.ts';
import { ApiError, apiErrors } from './errors.ts';
import type { Answer } from './handlers.ts';
import { problemOf } from './problem.ts';

type Plan = Answer<'plan'>;
/** Told how far a job of the page is. */
export type OnChange = (state: 'running' | 'done' | 'failed') => void;

const none: Plan = { state: 'none', startedAt: null, progress: null, problem: null, plan: null };

/**
 * The plan preview: reads both sides whole, which may take minutes, and writes nothing to amoCRM. One at a time; the last
 * one is kept until the service ends.
 */
export class PlanJob {
  readonly #clinic: Clinic;
  readonly #onChange: OnChange;
  #plan: Plan = none;

  constructor(clinic: Clinic, onChange: OnChange) {
    this.#clinic = clinic;
    this.#onChange = onChange;
  }

  get current(): Plan {
    return this.#plan;
  }

  /** Begins one unless one is under way. */
  start(): Plan {
    if (this.#plan.state === 'running') return this.#plan;
    this.#set({ ...none, state: 'running', startedAt: this.#clinic.clock.now() });
    this.#make().then(
      (plan) => this.#set({ ...this.#plan, state: 'done', progress: null, plan }),
      (error: unknown) => {
        const { log } = this.#clinic;
        if (!(error instanceof AppError)) log.error({ err: error }, 'the plan preview failed');
        const known = error instanceof AppError ? error : new ApiError(apiErrors.internal);
        this.#set({ ...this.#plan, state: 'failed', progress: null, problem: problemOf(known) });
      },
    );
    return this.#plan;
  }

  #set(plan: Plan): void {
    this.#plan = plan;
    if (plan.state !== 'none') this.#onChange(plan.state);
  }

  async #make(): Promise<NonNullable<Plan['plan']>> {
    const { state, clock } = this.#clinic;
    return await this.#clinic.locked({ command: 'plan' }, async () => {
      let patients = 0;
      const onProgress = (progress: PassProgress) => {
        this.#plan = { ...this.#plan, progress };
        this.#onChange('running');
      };
      const isFirst = (await state.meta.ofSources('cursor')).size === 0;
      const { result, counts, cost, branches } = await this.#clinic.plan({
        mode: isFirst ? 'auto' : 'deep',
        onProgress,
        onPlan: async ({ ident }) => {
          patients = await ident.count();
        },
      });
      return {
        mode: result.mode,
        reason: result.reason,
        madeAt: clock.now(),
        patients,
        ...counts,
        outside: result.counts['outside'] ?? 0,
        branches: branches.flatMap(({ source, branches: of }) =>
          (of ?? []).map((one) => ({ source, ...one })),
        ),
        contacts: (await state.meta.get('contactsSeen')) ?? null,
        cost,
      };
    });
  }
}
