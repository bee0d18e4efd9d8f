import { failureOf, type RunFailure } from '../../app-error.ts';
import type { Finding } from '../../state/record/findings.ts';
import type { RunOutcome } from '../../state/record/runs.ts';
import { GuardError, SyncError, syncErrors } from '../errors.ts';
import type { RuleChange } from '../guard/rule-changes.ts';
import { type StoppedChange, stoppedCounts, stoppedFindings } from '../guard/stopped-change.ts';
import type { PlannedCounts } from '../plan/pass-plan.ts';
import type { FindingKind } from '../run/finding-kinds.ts';
import { FindingLog } from '../run/finding-log.ts';
import { attempt, type RunOptions, type Tally } from './attempt.ts';
import type { SyncSetup } from './pass-context.ts';
import { PassCounts } from './pass-counts.ts';
import { PassRestart } from './pass-restart.ts';

export type { RunOptions } from './attempt.ts';

export interface PassResult {
  readonly runId: number;
  readonly mode: 'incremental' | 'deep';
  /** Why it was a deep pass: `asked`, `first`, `restored`, `foreign-contacts`, …; null for an incremental one. */
  readonly reason: string | null;
  readonly outcome: RunOutcome;
  readonly counts: Readonly<Record<string, number>>;
  readonly planned: PlannedCounts;
  /** What new rules of our own change; empty but for the first whole pass of a new version. */
  readonly ruleChanges: readonly RuleChange[];
  /** How much was found of each kind; all of it is in the state, by `runId`. */
  readonly findingCounts: FindingLog['counts'];
  /** The first 20 of each kind. */
  readonly findings: readonly Finding[];
  /** Requests to amoCRM. */
  readonly requests: number;
  readonly durationMs: number;
}

/**
 * One pass, recorded as a run; the caller holds the pass lock. A failure is recorded too, then thrown: what was
 * acknowledged stays, the cursor does not move, and the next pass goes on from there.
 */
export async function runPass(setup: SyncSetup, options: RunOptions): Promise<PassResult> {
  const { state, clock, amo } = setup;
  const begun = clock.monotonic();
  const before = { ...amo.counters };
  const between = options.mode === 'during-audit';
  const mode = recordedMode(options, await expectedMode(setup, options));
  const runId = await state.runs.start(mode, clock.now(), {
    alone: !between,
    allowed: options.allowMassChange,
  });
  let tally = newTally(new FindingLog(runId, state.findings));
  const others = { requests: 0, throttled: 0 };
  const counting = countingOthers(setup, others);
  const finish = async (
    outcome: RunOutcome,
    failure: RunFailure | null,
    stopped: StoppedChange = new Map(),
  ) => {
    const totals = {
      requests: amo.counters.requests - before.requests - others.requests,
      durationMs: Math.round(clock.monotonic() - begun),
    };
    const throttled = amo.counters.throttled - before.throttled - others.throttled;
    // Tells later whether a pass that failed had reached IDENT.
    const queryMs = Math.ceil(setup.ident.queryMs);
    const { counts, findings } = tally;
    await state.transaction(async (tx) => {
      await findings.write(tx.findings);
      await tx.findings.add(runId, stoppedFindings(stopped));
      await tx.runs.finish(runId, {
        mode: recordedMode(options, tally.mode),
        endedAt: clock.now(),
        outcome,
        failure,
        counts: { ...counts.toJSON(), ...totals, throttled, queryMs, ...stoppedCounts(stopped) },
      });
      if (tally.mode === 'deep') await tx.runs.prune();
    });
    return totals;
  };
  try {
    let deepBecause: string | null = null;
    for (let restarts = 0; ; restarts += 1) {
      try {
        const { planned, reason, ruleChanges } = await attempt(
          counting,
          options,
          runId,
          tally,
          deepBecause,
        );
        const { counts, mode, findings } = tally;
        const refused = counts.rejected + counts.waiting + counts.uncertain + counts.postponed > 0;
        const outcome = refused ? 'rows-rejected' : 'ok';
        const totals = await finish(outcome, null);
        return {
          runId,
          mode,
          reason,
          outcome,
          counts: counts.toJSON(),
          planned,
          ruleChanges,
          findingCounts: findings.counts,
          findings: findings.first,
          ...totals,
        };
      } catch (error) {
        if (!(error instanceof PassRestart)) throw error;
        if (restarts >= 2) throw new SyncError(syncErrors.crmMoving());
        // Durable: what gave the reason may be settled by then, and the deep pass may not come to its end.
        await state.meta.set('deepDue', error.reason);
        if (between) throw error;
        setup.log.warn({ reason: error.reason }, 'the pass begins anew');
        deepBecause = error.reason;
        tally = await begunAnew(tally);
      }
    }
  } catch (error) {
    const { outcome, failure, stopped } = ending(error);
    // What ended the pass is what has to be told, also when the store will not take it down any more.
    await finish(outcome, failure, stopped).catch(() =>
      setup.log.error({ runId, code: failure.errorCode }, 'the run could not be recorded'),
    );
    throw error;
  }
}

/** What it is listed as while it runs, and should it die; what the database says of its clock is not known yet. */
export async function expectedMode(
  { state }: Pick<SyncSetup, 'state'>,
  { mode }: Pick<RunOptions, 'mode'>,
): Promise<PassResult['mode']> {
  if (mode === 'deep') return 'deep';
  if (mode !== 'auto') return 'incremental';
  const isDue = (await state.meta.get('deepDue')) !== undefined;
  return isDue || (await state.meta.get('cursor')) === undefined ? 'deep' : 'incremental';
}

/** What the run is listed as: a plan, or a pass over single patients, must not pass for a whole one. */
function recordedMode(options: RunOptions, mode: PassResult['mode']): string {
  if (options.planOnly === true) return 'plan';
  return typeof options.mode === 'object' ? 'patients' : mode;
}

/** How a pass that did not come to its end is recorded. */
function ending(error: unknown): Ending {
  if (error instanceof PassRestart) {
    return { outcome: 'incomplete', failure: deepPassDue, stopped: new Map() };
  }
  const failure = failureOf(error);
  if (!(error instanceof GuardError)) return { outcome: 'failed', failure, stopped: new Map() };
  return { outcome: 'stopped', failure, stopped: error.patients };
}

/** No failure: the work is left to a deep pass. */
const deepPassDue: RunFailure = {
  errorCode: 'DEEP_PASS_DUE',
  reason: {
    ru: { message: 'Нужна полная сверка: следующий проход будет ею.', hint: '' },
    en: { message: 'A deep pass is needed: the next pass is one.', hint: '' },
  },
};

interface Ending {
  readonly outcome: RunOutcome;
  readonly failure: RunFailure;
  /** What the guard stopped, and for whom. */
  readonly stopped: StoppedChange;
}

/** A pass does not answer for the requests of those between its pages. */
function countingOthers(
  setup: SyncSetup,
  others: { requests: number; throttled: number },
): SyncSetup {
  const { betweenPages, amo } = setup;
  if (betweenPages === undefined) return setup;
  return {
    ...setup,
    betweenPages: async () => {
      const before = { ...amo.counters };
      try {
        await betweenPages();
      } finally {
        others.requests += amo.counters.requests - before.requests;
        others.throttled += amo.counters.throttled - before.throttled;
      }
    },
  };
}

const newTally = (findings: FindingLog): Tally => ({
  mode: 'incremental',
  counts: new PassCounts(),
  findings,
});

/** What was written before a pass began anew stays written, and told. */
async function begunAnew({ counts, findings }: Tally): Promise<Tally> {
  await findings.beginAnew(done);
  return { mode: 'incremental', counts: counts.begunAnew(), findings };
}

const done: readonly FindingKind[] = [
  'found-after-unknown',
  'relinked',
  'merged',
  're-created',
  'adopted',
  'removed',
];
