import { isDeepStrictEqual } from 'node:util';
import type { PatientId } from '../../contact/model/patient.ts';
import type { SourceNumber } from '../../contact/model/patient-key.ts';
import { sourceOf } from '../../contact/model/patient-key.ts';
import { Databases, databasesOf } from '../../ident/sources/databases.ts';
import { eventsGap, type Fact, stateRestored } from '../../state/account/meta.ts';
import type { Repositories } from '../../state/open-state.ts';
import { deepPass } from '../audit/deep.ts';
import { contradicted } from '../creates/contradictions.ts';
import { type Recovery, recover } from '../creates/recover.ts';
import { SyncError, syncErrors } from '../errors.ts';
import { hear } from '../events/hear.ts';
import { PassLedger } from '../guard/ledger.ts';
import { adoptRules, openRules, type RuleChange } from '../guard/rule-changes.ts';
import { carryOutDecisions } from '../identity/held/decisions.ts';
import { type FirstFill, FirstFills } from '../plan/first-fills.ts';
import type { PlannedCounts } from '../plan/pass-plan.ts';
import type { RunBook } from '../run/run-book.ts';
import { openSources, type ReadSource } from '../source/open-sources.ts';
import { noteStanding } from '../source/standing.ts';
import { unstampedPatients } from '../source/unstamped.ts';
import { type PassOptions, syncPatients, writeAgain } from './incremental.ts';
import { openPass } from './open-pass.ts';
import type { Pass, SyncSetup } from './pass-context.ts';
import { kindOf, listedAs, type PassKind, type PassMode } from './pass-kind.ts';
import { PassRestart } from './pass-restart.ts';

export interface RunOptions extends PassOptions {
  readonly mode: PassMode;
  /** A person says that this database is the right one: each, or that of a source. */
  readonly acceptDatabase?: boolean | SourceNumber;
}

export interface Done {
  readonly mode: 'incremental' | 'deep';
  readonly reason: string | null;
  readonly planned: PlannedCounts;
  /** What new rules of our own change; empty but for the first whole pass of a new version. */
  readonly ruleChanges: readonly RuleChange[];
  /** What fields that no contact holds yet touch; only a plan tells. */
  readonly firstFill: FirstFill | null;
}

/**
 * One way through a pass.
 *
 * @param deepBecause why it has to be a deep one, if it begins anew.
 * @throws PassRestart when it has to begin anew as a deep one, or leaves that to the next pass.
 */
export async function attempt(
  given: SyncSetup,
  options: RunOptions,
  book: RunBook,
  deepBecause: string | null,
): Promise<Done> {
  const { runId } = book;
  const state = given.state.inRun(runId);
  const kind = kindOf(options.mode, options.planOnly === true);
  const single = kind.patients;
  await using scratch = state.scratch();
  const { read, databases } = await openSources({ ...given, state }, databasesOf(given.ident), {
    kind,
    accept: options.acceptDatabase,
  });
  // One database is read as it is.
  const ident = given.ident instanceof Databases ? databases : given.ident;
  const setup: SyncSetup = { ...given, state, ident };
  if (single !== null) await checkSingle(setup, kind, single);
  const deepDue = await state.meta.get('deepDue');
  const reset = resetOf(read) ?? (await missedBefore(state, read));
  const { rules, entries } = await openRules(state);
  const moved = rules.moved.size > 0 ? 'rules-changed' : null;
  const firstFills = kind.plansOnly ? await FirstFills.open(state, setup.options) : undefined;
  const chosen = kind.isAlone ? newChoice(read) : null;
  const reason = whyDeep(kind, deepBecause ?? reset ?? deepDue ?? moved ?? chosen);
  const mode = reason === null ? 'incremental' : 'deep';
  book.mode = listedAs(kind, mode);
  const pass = await openPass(setup, {
    ...{ runId, scratch, mode, rules, firstFills },
    counts: book.counts,
    findings: book.findings,
    allowed: options.allowMassChange,
    ledger: new PassLedger(
      state,
      [...read.flatMap((source) => source.entries), ...entries],
      rules.moved,
    ),
    onForeignContacts: whenForeign(
      reason,
      single !== null,
      read.every(({ cursor }) => cursor === null),
    ),
  });
  const isAudit = mode === 'deep' && !kind.plansOnly;
  const allows = isAudit && options.allowMassChange !== undefined;
  await pass.otherWriter.begin(allows ? 'yes' : isAudit ? 'if-quiet' : 'no');
  if (single === null && kind.isAlone && !kind.plansOnly) await noteStanding(pass, databases);
  if (mode === 'deep') tellBranches(pass, read);
  const lateBefore = new Set((await state.intents.late()).map(({ patientId }) => patientId));
  const recovery = await recovered(pass, kind);
  const heard = kind.hears && mode === 'incremental' ? await hear(pass) : null;
  // A person asked for them (`rejected retry`); the change cursor knows nothing of it.
  const due = [...(await state.rejected.due()), ...(await state.holds.due())];
  if (!kind.plansOnly) await carryOutDecisions(pass, single);
  // Nor of those that were taken off the do-not-sync list.
  const undone = await state.forgotten.due();
  // Nor of those whose change has waited for the day to have room for it.
  const waited = [...(await state.guarded.waiting()).values()].flatMap((ids) => [...ids]);
  const looksForNew = mode === 'incremental' && kind.looksForUnstamped;
  const unstamped = looksForNew ? await unstampedOf(pass, read) : [];
  const changed = read.flatMap(({ scan }) => scan?.ids ?? []);
  const wanted = ascending([
    ...(single ?? [...changed, ...unstamped, ...due, ...undone, ...waited]),
    ...recovery.again,
    ...(heard?.patients ?? []),
  ]);
  const asked = wanted.filter((id) => !databases.isLost(id));
  // The deep pass around it has to know whom it reads anew.
  if (!kind.isAlone) await state.links.touch(asked);
  // Before a first load is whole there is nothing incremental; and what makes a deep pass due bars every other.
  const bars = deepDue !== undefined && deepDue !== eventsGap;
  const lets = !kind.plansOnly && letsOthers(read) && !bars && moved === null;
  const planned =
    mode === 'deep'
      ? await deepPass(pass, recovery, {
          ...options,
          betweenPages: lets ? setup.betweenPages : undefined,
        })
      : await syncPatients(pass, asked, options, heard?.seen);
  const ruleChanges = await rules.told(state);
  if (!kind.plansOnly) {
    // Those of a lost source wait for it: what they should hold now cannot be read.
    await writeAgain(
      pass,
      options,
      (patientId) =>
        !databases.isLost(patientId) &&
        (kind.recovers ? (single?.includes(patientId) ?? true) : !lateBefore.has(patientId)),
    );
    const { deferred, uncertain } = pass.counts;
    // Creates that wait for another installation to end hold up nothing but the cursors.
    const waits = pass.otherWriter.stops && deferred > 0;
    if (single === null && uncertain === 0 && (deferred === 0 || waits)) {
      const events = heard?.mark;
      const unheard = (heard?.patients ?? []).filter((id) => databases.isLost(id));
      // Of one that rests the feed tells again, when it does no more.
      const tellsAgain = unheard.some((id) => databases.rests(id));
      const upTo = tellsAgain ? undefined : events;
      const missed = tellsAgain ? [] : unheard;
      await advance(pass, {
        ...{ read, databases, deepDue, undone, waits },
        ...{ events: upTo, unheard: missed },
      });
    }
  }
  return { mode, reason, planned, ruleChanges, firstFill: firstFills?.told() ?? null };
}

/**
 * @throws SyncError PATIENT_FORGOTTEN; DEEP_PASS_FIRST when the state was restored, its database is another, or amoCRM
 *   contradicted itself: which contacts there are by now only a comparison of everything tells.
 */
async function checkSingle(
  { state }: SyncSetup,
  { plansOnly }: PassKind,
  patients: readonly PatientId[],
): Promise<void> {
  const [id] = await state.forgotten.among(patients);
  if (id !== undefined) throw new SyncError(syncErrors.patientForgotten({ id }));
  if (plansOnly) return;
  const due = await state.meta.get('deepDue');
  const isDue = due === stateRestored || due === contradicted;
  // There was one, and the cursor was dropped since: another database, or one that came from a backup.
  const cursors = await state.meta.ofSources('cursor');
  const dropped =
    patients.some((patient) => !cursors.has(sourceOf(patient))) &&
    (await state.meta.get('lastDeepAt')) !== undefined;
  if (isDue || dropped) throw new SyncError(syncErrors.deepPassFirst());
}

async function recovered(pass: Pass, kind: PassKind): Promise<Recovery> {
  if (kind.plansOnly || !kind.recovers) return { again: [], old: [] };
  const only = kind.patients && new Set(kind.patients);
  const intents = (await pass.state.intents.all()).filter(
    ({ patientId }) => only?.has(patientId) ?? true,
  );
  if (intents.length > 0) await pass.online();
  const deepDue = await pass.state.meta.get('deepDue');
  const byFullRead = pass.mode === 'deep' && deepDue === contradicted;
  const recovery = await recover(pass, intents, { byFullRead });
  if (recovery.old.length === 0 || pass.mode === 'deep') return recovery;
  // Single patients are no reason for a full read: they wait for the next pass over all.
  if (kind.patients === null) throw new PassRestart('old-intents');
  return recovery;
}

/** Contacts of patients that a state does not know: it was lost or restored, or another installation is at work. */
function whenForeign(
  deepBecause: string | null,
  single: boolean,
  never: boolean,
): Pass['onForeignContacts'] {
  if (deepBecause !== null) return 'go-on';
  if (!single) return 'deep-pass';
  return never ? 'stop' : 'go-on';
}

const resetOf = (read: readonly ReadSource[]): string | null =>
  read.flatMap(({ scan }) => scan?.reset ?? [])[0] ?? null;

/** Other branches are chosen than those by which everything was compared last. */
const newChoice = (read: readonly ReadSource[]): string | null =>
  read.some(({ branches }) => branches.isNew) ? 'branches-changed' : null;

function tellBranches(pass: Pass, read: readonly ReadSource[]): void {
  for (const { source, branches } of read) {
    const { report } = branches;
    if (report === null) continue;
    if (!report.isReadable) pass.found({ kind: 'branches-unreadable', subject: source.name });
    else if (report.gone.length > 0) pass.found({ kind: 'branch-gone', subject: source.name });
  }
}

/** Whether one of these was away while everything was compared. */
async function missedBefore(
  { meta }: SyncSetup['state'],
  read: readonly ReadSource[],
): Promise<string | null> {
  const missed = await meta.ofSources('deepMissed');
  return read.some(({ source }) => missed.has(source.number)) ? 'source-back' : null;
}

/**
 * Whether others may be written meanwhile, as far as changes of IDENT tell: while a further source is loaded for the first
 * time, those that were loaded before go on.
 */
function letsOthers(read: readonly ReadSource[]): boolean {
  const isLoaded = read.some(({ cursor }) => cursor !== null);
  const resets = read.flatMap(({ scan }) => scan?.reset ?? []);
  return resets.every((reset) => reset === 'first' && isLoaded);
}

async function unstampedOf(pass: Pass, read: readonly ReadSource[]): Promise<readonly PatientId[]> {
  const found: PatientId[] = [];
  for (const { source } of read) found.push(...(await unstampedPatients(pass, source.number)));
  return found;
}

/** @throws PassRestart */
function whyDeep({ isDeep }: PassKind, due: string | null): string | null {
  if (isDeep === 'not-asked') return null;
  if (isDeep === 'always') return 'asked';
  if (isDeep === 'left-to-next' && due !== null) throw new PassRestart(due);
  return due;
}

/** After so many rows of its own a deep pass does not ask what others did while it wrote: the next one sees that. */
const mostTold = 500;

/** How things stood when the pass began, and where its reading of IDENT's changes ended. */
interface Course {
  readonly read: readonly ReadSource[];
  readonly databases: Databases;
  readonly deepDue: string | undefined;
  /** Patients of lost sources to whose contacts people did something. */
  readonly unheard: readonly PatientId[];
  readonly undone: readonly PatientId[];
  /** Some are not created yet: IDENT's changes are read from the same place again. */
  readonly waits: boolean;
  /** How far amoCRM's feed was read. */
  readonly events: Fact<'events'> | undefined;
}

/** The cursor moves only when its rows are acknowledged or queued; an intent alone is neither. */
async function advance(
  pass: Pass,
  { read, databases, deepDue, undone, waits, events, unheard }: Course,
): Promise<void> {
  const now = pass.clock.now();
  await pass.ledger.write(async (tx) => {
    for (const { source, cursor, scan } of read) {
      const own = tx.meta.of(source.number);
      // A pass between our pages that moved it read further than we did, from the same place on.
      const moved = !isDeepStrictEqual((await own.get('cursor')) ?? null, cursor);
      if (scan !== null && !moved && !waits) await own.set('cursor', scan.next);
      await own.set('carriedAt', now);
    }
    // The feed tells it once: when the source is back, everything of it is compared.
    for (const number of new Set(unheard.map(sourceOf))) {
      await tx.meta.of(number).set('deepMissed', true);
    }
    await tx.meta.set('lastIncrementalAt', now);
    if (!waits) await tx.forgotten.removeUndone(undone.filter((id) => !databases.isLost(id)));
    await noteFeed(pass, tx, events);
    if (pass.mode !== 'deep') return;
    await tx.meta.set('lastDeepAt', now);
    for (const { source, branches } of read) {
      const own = tx.meta.of(source.number);
      await own.clear('deepMissed');
      if (branches.choice === null) await own.clear('branchChoice');
      else if (branches.isNew) await own.set('branchChoice', branches.choice);
    }
    for (const { number } of databases.lost) await tx.meta.of(number).set('deepMissed', true);
    // The feed is full of what was written just now: it begins anew behind it.
    const { created, updated, adopted } = pass.counts;
    const isAnew = deepDue !== undefined && deepDue !== eventsGap;
    if (pass.otherWriter.hasEnded || isAnew || created + updated + adopted > mostTold)
      await tx.meta.clear('events');
    // All that they changed is written, or waits for a person.
    await adoptRules(tx);
    // One that became due between our pages stays due.
    if (deepDue !== undefined) await tx.meta.clear('deepDue');
  });
}

/** How far the feed was read, and that it has something of ours to tell. */
async function noteFeed(
  { counts, clock }: Pass,
  { meta }: Repositories,
  read: Fact<'events'> | undefined,
): Promise<void> {
  const { created, updated, adopted, removed } = counts;
  const wrote = created + updated + adopted + removed > 0;
  if (read === undefined && !wrote) return;
  const mark = read ?? (await meta.get('events'));
  if (mark === undefined) return;
  await meta.set('events', wrote ? { ...mark, wroteAt: mark.wroteAt ?? clock.now() } : mark);
}

const ascending = (ids: readonly PatientId[]): readonly PatientId[] =>
  [...new Set(ids)].toSorted((a, b) => a - b);
