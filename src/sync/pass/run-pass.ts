import { AppError, whatEnded } from '../../app-error.ts';
import { Databases } from '../../ident/sources/databases.ts';
import type { Finding } from '../../state/record/findings.ts';
import { deepPassDue } from '../../state/record/run-codes.ts';
import type { RunOutcome } from '../../state/record/runs.ts';
import { SyncError, syncErrors } from '../errors.ts';
import type { FindingLog } from '../run/findings/finding-log.ts';
import { breakBy, RunBook, type RunBreak, type RunTotals } from '../run/run-book.ts';
import { noneRest, restingWhenStopped } from '../visits/pass/resting.ts';
import { runVisits, type VisitsOrder } from '../visits/pass/run-visits.ts';
import type { VisitCounts } from '../visits/pass/visit-counts.ts';
import { type Attempted, attempt, type Done, type RunOptions } from './attempt.ts';
import type { SyncSetup } from './pass-context.ts';
import { expectedMode, kindOf, listedAs, type PassKind } from './pass-kind.ts';
import { PassRestart } from './pass-restart.ts';

export interface PassResult extends Done, RunTotals {
  readonly runId: number;
  readonly outcome: RunOutcome;
  readonly counts: Readonly<Record<string, number>>;
  /** How much was found of each kind; all of it is in the state, by `runId`. */
  readonly findingCounts: FindingLog['counts'];
  /** The first 20 of each kind. */
  readonly findings: readonly Finding[];
}

/** So often a pass begins anew before it gives up: whatever it is bound to moves all the time. */
const mostRestarts = 2;

/**
 * One pass, recorded as a run; the caller holds the pass lock. A failure is recorded too, then thrown: what was
 * acknowledged stays, the cursor does not move, and the next pass goes on from there.
 */
export async function runPass(setup: SyncSetup, options: RunOptions): Promise<PassResult> {
  const kind = kindOf(options.mode, options.planOnly === true);
  const book = await RunBook.open(setup, {
    mode:
      options.mode === 'visits' && options.planOnly !== true
        ? 'visits'
        : listedAs(kind, await expectedMode(setup.state, kind)),
    alone: kind.isAlone,
    allowed: options.allowMassChange,
  });
  try {
    const { databases, allowance, ...done } = await attempts(book, options, kind);
    const { counts, findings, runId } = book;
    const visits = await visitsAfter(book, options, { mode: done.mode, databases, allowance });
    const isIncomplete =
      visits?.isIncomplete === true ||
      counts.rejected + counts.waiting + counts.uncertain + counts.postponed > 0;
    const outcome = isIncomplete ? 'rows-rejected' : 'ok';
    const totals = await book.close(outcome);
    return {
      runId,
      outcome,
      counts: counts.toJSON(),
      findingCounts: findings.counts,
      findings: findings.first,
      ...done,
      ...totals,
    };
  } catch (error) {
    await book.break(error instanceof PassRestart ? leftToDeep : breakBy(error));
    throw error;
  }
}

/** The deals of visits come behind the contacts that they are of; null: they are off, or this pass is about others. */
async function visitsAfter(
  { setup, runId, findings, counts }: RunBook,
  options: RunOptions,
  { mode, databases, allowance }: Pick<Attempted, 'mode' | 'databases' | 'allowance'>,
): Promise<VisitCounts | null> {
  const { visits: rules } = setup.options;
  const isAsked = options.mode === 'visits';
  if (rules === undefined && options.planOnly !== true) await noneRest(setup.state);
  const isTrial = (options.planOnly === true && !isAsked) || options.limit !== undefined;
  if (rules === undefined || isTrial || typeof options.mode === 'object') return null;
  const dryRun = options.planOnly === true;
  const order: VisitsOrder = {
    kind: isAsked || mode === 'deep' ? 'whole' : 'changed',
    ...(isAsked && options.visits),
    dryRun,
    databases,
    allowance,
  };
  const run = () => runVisits({ ...setup, rules }, { runId, findings }, order);
  const by = order.kind === 'whole' ? 'whole' : 'changed';
  // What is only told changes nothing, also where it is refused.
  const done = dryRun ? await run() : await restingWhenStopped(setup, by, run);
  counts.visits = done.toJSON();
  return done;
}

/** Until one of them comes to its end. */
async function attempts(book: RunBook, options: RunOptions, kind: PassKind): Promise<Attempted> {
  let { setup } = book;
  let deepBecause: string | null = null;
  for (let restarts = 0; ; ) {
    try {
      return await attempt(setup, options, book, deepBecause);
    } catch (thrown) {
      const error = whatEnded(thrown);
      const others = withoutCulprit(setup, error);
      if (others !== null) {
        // Each time with one source less.
        setup = others;
        await book.beginAnew();
        continue;
      }
      if (!(error instanceof PassRestart)) throw error;
      if (restarts >= mostRestarts) throw new SyncError(syncErrors.crmMoving());
      restarts += 1;
      // Durable: what gave the reason may be settled by then, and the deep pass may not come to its end.
      await setup.state.meta.set('deepDue', error.reason);
      // Whoever makes contacts beside us makes deals, too.
      if (error.reason === 'foreign-contacts')
        await setup.state.meta.clearOfSources('visitsSurveyed');
      if (!kind.isAlone) throw error;
      setup.log.warn({ reason: error.reason }, 'the pass begins anew');
      deepBecause = error.reason;
      await book.beginAnew();
    }
  }
}

/** The pass without the source whose failure this is; null where it is no single source's, or no other is left. */
function withoutCulprit(setup: SyncSetup, error: unknown): SyncSetup | null {
  const { ident, log, signal } = setup;
  if (!(ident instanceof Databases) || signal?.aborted === true) return null;
  const culprit = ident.culprit(error);
  if (culprit === undefined || !(error instanceof AppError) || ident.sources.length < 2)
    return null;
  const { number, name } = culprit;
  log.warn({ source: number, name, code: error.code }, 'the pass goes on without a source');
  return { ...setup, ident: ident.without([{ number, name, error }]) };
}

/** No failure: the work is left to a deep pass. */
const leftToDeep: RunBreak = {
  outcome: 'incomplete',
  failure: {
    errorCode: deepPassDue,
    reason: {
      ru: { message: 'Нужна полная сверка: следующий проход будет ею.', hint: '' },
      en: { message: 'A deep pass is needed: the next pass is one.', hint: '' },
    },
  },
  stopped: new Map(),
};
