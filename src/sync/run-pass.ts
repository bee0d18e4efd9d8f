import { AppError } from '../app-error.ts';
import type { PatientId } from '../contact/patient.ts';
import type { ChangeCursor } from '../ident/change-cursor.ts';
import { stateRestored } from '../state/meta.ts';
import type { Finding, RunOutcome } from '../state/runs.ts';
import { checkDatabase } from './check-database.ts';
import { checkSources } from './check-sources.ts';
import { deepPass } from './deep.ts';
import { GuardError, SyncError, syncErrors } from './errors.ts';
import type { FindingKind } from './finding-kinds.ts';
import { FindingLog } from './finding-log.ts';
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
  const before = amo.counters.requests;
  const runId = await state.runs.start(recordedMode(options, 'incremental'), clock.now());
  let tally = newTally(new FindingLog(runId, state.runs));
  const finish = async (outcome: RunOutcome, errorCode: string | null) => {
    const totals = {
      requests: amo.counters.requests - before,
      durationMs: Math.round(clock.monotonic() - begun),
    };
    const { counts, findings } = tally;
    await state.transaction(async (tx) => {
      await findings.write(tx.runs);
      await tx.runs.finish(runId, {
        mode: recordedMode(options, tally.mode),
        endedAt: clock.now(),
        outcome,
        errorCode,
        counts: { ...counts.toJSON(), ...totals },
      });
      if (tally.mode === 'deep') await tx.runs.prune();
    });
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
          findingCounts: findings.counts,
          findings: findings.first,
          ...totals,
        };
      } catch (error) {
        if (!(error instanceof PassRestart)) throw error;
        if (restarts >= 2) throw new SyncError(syncErrors.crmMoving());
        setup.log.warn({ reason: error.reason }, 'the pass begins anew');
        deepBecause = error.reason;
        // Durable: what gave the reason may be settled by then, and the deep pass may not come to its end.
        await state.meta.set('deepDue', error.reason);
        tally = await begunAnew(tally);
      }
    }
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'INTERNAL';
    // What ended the pass is what has to be told, also when the store will not take it down any more.
    await finish(error instanceof GuardError ? 'stopped' : 'failed', code).catch(() =>
      setup.log.error({ runId, code }, 'the run could not be recorded'),
    );
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
  readonly findings: FindingLog;
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
  await checkSources(setup, probe, options.planOnly !== true);
  const single = typeof options.mode === 'object' ? options.mode.patients : null;
  if (single !== null) await checkSingle(setup, options, single);
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
  const recovery = await recovered(pass, options, single);
  // A person asked for them (`rejected retry`); the change cursor knows nothing of it.
  const due = await state.rejected.due();
  // Nor of those that were taken off the do-not-sync list.
  const undone = await state.forgotten.due();
  const planned =
    tally.mode === 'deep'
      ? await deepPass(pass, recovery, options)
      : await syncPatients(
          pass,
          ascending([...(single ?? [...(scan?.ids ?? []), ...due, ...undone]), ...recovery.again]),
          recovery.uncertain,
          options,
        );
  if (options.planOnly !== true) {
    await settle(pass, options, single);
    const open = pass.counts.deferred + pass.counts.uncertain;
    if (single === null && open === 0) await advance(pass, scan?.next ?? null, undone);
  }
  return { reason, planned };
}

/**
 * @throws SyncError PATIENT_FORGOTTEN; DEEP_PASS_FIRST when the state was restored: which contacts there are by now only
 *   a comparison of everything tells.
 */
async function checkSingle(
  { state }: SyncSetup,
  { planOnly = false }: RunOptions,
  patients: readonly PatientId[],
): Promise<void> {
  const [id] = await state.forgotten.among(patients);
  if (id !== undefined) throw new SyncError(syncErrors.patientForgotten({ id }));
  const restored = (await state.meta.get('deepDue')) === stateRestored;
  if (restored && !planOnly) throw new SyncError(syncErrors.deepPassFirst());
}

async function recovered(
  pass: Pass,
  options: RunOptions,
  single: readonly PatientId[] | null,
): Promise<Recovery> {
  const only = single && new Set(single);
  const intents = (await pass.state.intents.all()).filter(
    ({ patientId }) => only?.has(patientId) ?? true,
  );
  if (options.planOnly === true) {
    return { again: [], uncertain: new Set(intents.map(({ patientId }) => patientId)), old: [] };
  }
  if (intents.length > 0) await pass.online();
  const recovery = await recover(pass, intents);
  if (recovery.old.length === 0 || pass.mode === 'deep') return recovery;
  if (single === null) throw new PassRestart('old-intents');
  // Single patients are no reason for a full read: they wait for the next pass over all.
  return { ...recovery, uncertain: new Set([...recovery.uncertain, ...recovery.old]) };
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

/** The cursor moves only when its rows are acknowledged or queued; an intent alone is neither. */
async function advance(
  pass: Pass,
  next: ChangeCursor | null,
  undone: readonly PatientId[],
): Promise<void> {
  const now = pass.clock.now();
  await pass.state.transaction(async (tx) => {
    if (next !== null) await tx.meta.set('cursor', next);
    await tx.meta.set('lastIncrementalAt', now);
    await tx.forgotten.settle(undone);
    if (pass.mode !== 'deep') return;
    await tx.meta.set('lastDeepAt', now);
    await tx.meta.clear('deepDue');
  });
}

const ascending = (ids: readonly PatientId[]): readonly PatientId[] =>
  [...new Set(ids)].toSorted((a, b) => a - b);
