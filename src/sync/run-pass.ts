import { AppError } from '../app-error.ts';
import type { PatientId } from '../contact/patient.ts';
import type { ChangeCursor } from '../ident/change-cursor.ts';
import type { Finding, RunOutcome } from '../state/runs.ts';
import { checkDatabase } from './check-database.ts';
import { deepPass } from './deep.ts';
import { GuardError, SyncError, syncErrors } from './errors.ts';
import { type PassOptions, settle, syncPatients } from './incremental.ts';
import { openPass } from './open-pass.ts';
import type { Pass, SyncSetup } from './pass-context.ts';
import { PassCounts } from './pass-counts.ts';
import type { PlannedCounts } from './pass-plan.ts';
import { PassRestart } from './pass-restart.ts';
import { type Recovery, recover } from './recover.ts';

export interface RunOptions extends PassOptions {
  /** `auto`: incremental where the state allows it, else deep. `patients`: only these, wherever the cursor stands. */
  readonly mode: 'auto' | 'deep' | { readonly patients: readonly PatientId[] };
  /** A person says that this database is the right one. */
  readonly acceptDatabase?: boolean;
}

export interface PassResult {
  readonly runId: number;
  readonly mode: 'incremental' | 'deep';
  /** Why it was a deep pass: `asked`, `first`, `restored`, `foreign-contacts`, …; null for an incremental one. */
  readonly reason: string | null;
  readonly outcome: RunOutcome;
  readonly counts: Readonly<Record<string, number>>;
  readonly planned: PlannedCounts;
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
  const before = amo.counters.requests;
  const runId = await state.runs.start(recordedMode(options, 'incremental'), clock.now());
  let tally = newTally();
  const finish = async (outcome: RunOutcome, errorCode: string | null) => {
    const totals = {
      requests: amo.counters.requests - before,
      durationMs: Math.round(clock.monotonic() - begun),
    };
    const counts = { ...tally.counts.toJSON(), ...totals };
    await state.runs.addFindings(runId, tally.findings);
    const endedAt = clock.now();
    const mode = recordedMode(options, tally.mode);
    await state.runs.finish(runId, { mode, endedAt, outcome, errorCode, counts });
    return totals;
  };
  try {
    let deepBecause: string | null = null;
    for (let restarts = 0; ; restarts += 1) {
      try {
        const { planned, reason } = await attempt(setup, options, runId, tally, deepBecause);
        const { counts, mode, findings } = tally;
        const refused = counts.rejected + counts.waiting + counts.uncertain > 0;
        const outcome = refused ? 'rows-rejected' : 'ok';
        const totals = await finish(outcome, null);
        return {
          runId,
          mode,
          reason,
          outcome,
          counts: counts.toJSON(),
          planned,
          findings,
          ...totals,
        };
      } catch (error) {
        // One restart a reason: fields of today, then a deep pass.
        if (!(error instanceof PassRestart)) throw error;
        if (restarts >= 2) throw new SyncError(syncErrors.crmMoving());
        setup.log.warn({ reason: error.reason }, 'the pass begins anew');
        deepBecause = error.deep ?? deepBecause;
        tally = newTally();
      }
    }
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'INTERNAL';
    await finish(error instanceof GuardError ? 'stopped' : 'failed', code);
    throw error;
  }
}

/** What the run is listed as: a plan, or a pass over single patients, must not pass for a whole one. */
function recordedMode(options: RunOptions, mode: PassResult['mode']): string {
  if (options.planOnly === true) return 'plan';
  return typeof options.mode === 'object' ? 'patients' : mode;
}

interface Tally {
  mode: 'incremental' | 'deep';
  readonly counts: PassCounts;
  readonly findings: Finding[];
}

const newTally = (): Tally => ({ mode: 'incremental', counts: new PassCounts(), findings: [] });

interface Done {
  readonly reason: string | null;
  readonly planned: PlannedCounts;
}

async function attempt(
  setup: SyncSetup,
  options: RunOptions,
  runId: number,
  tally: Tally,
  deepBecause: string | null,
): Promise<Done> {
  const { state, ident } = setup;
  const probe = await ident.probe();
  await checkDatabase(setup, options.acceptDatabase ?? false);
  const single = typeof options.mode === 'object' ? options.mode.patients : null;
  const scan =
    single === null ? await ident.changedSince((await state.meta.get('cursor')) ?? null) : null;
  const reason =
    single === null ? await whyDeep(setup, options, deepBecause, scan?.reset ?? null) : null;
  tally.mode = reason === null ? 'incremental' : 'deep';
  const pass = await openPass(setup, {
    runId,
    mode: tally.mode,
    probe,
    counts: tally.counts,
    findings: tally.findings,
    onForeignContacts: reason === null && single === null ? 'deep-pass' : 'go-on',
  });
  const recovery = await recovered(pass, options);
  // A person asked for them (`rejected retry`); the change cursor knows nothing of it.
  const due = await state.rejected.due();
  const planned =
    tally.mode === 'deep'
      ? await deepPass(pass, recovery, options)
      : await syncPatients(
          pass,
          ascending([...(single ?? [...(scan?.ids ?? []), ...due]), ...recovery.again]),
          recovery.uncertain,
          options,
        );
  if (options.planOnly !== true) {
    await settle(pass, options);
    if (single === null && pass.counts.deferred === 0) await advance(pass, scan?.next ?? null);
  }
  return { reason, planned };
}

async function recovered(pass: Pass, options: RunOptions): Promise<Recovery> {
  const intents = await pass.state.intents.all();
  if (options.planOnly === true) {
    const uncertain = new Set(intents.map(({ patientId }) => patientId));
    return { again: [], uncertain, needsFullRead: false };
  }
  if (intents.length > 0) await pass.online();
  const recovery = await recover(pass);
  if (recovery.needsFullRead && pass.mode === 'incremental') throw new PassRestart('old-intents');
  return recovery;
}

async function whyDeep(
  { state }: SyncSetup,
  options: RunOptions,
  restarted: string | null,
  reset: string | null,
): Promise<string | null> {
  if (options.mode === 'deep') return 'asked';
  return restarted ?? reset ?? (await state.meta.get('deepDue')) ?? null;
}

/** The cursor moves only when its rows are acknowledged or queued. */
async function advance(pass: Pass, next: ChangeCursor | null): Promise<void> {
  const now = pass.clock.now();
  await pass.state.transaction(async (tx) => {
    if (next !== null) await tx.meta.set('cursor', next);
    await tx.meta.set('lastIncrementalAt', now);
    if (pass.mode !== 'deep') return;
    await tx.meta.set('lastDeepAt', now);
    await tx.meta.clear('deepDue');
  });
}

const ascending = (ids: readonly PatientId[]): readonly PatientId[] =>
  [...new Set(ids)].toSorted((a, b) => a - b);
