import { type PatientId, type SourceNumber, sourceOf } from '../../contact/model/patient-key.ts';
import { Databases, databasesOf } from '../../ident/sources/databases.ts';
import { eventsGap, forgetfulReasons } from '../../state/account/meta.ts';
import { deepPass } from '../audit/deep.ts';
import { IdentReading } from '../audit/ident-reading.ts';
import { contradicted } from '../creates/contradictions.ts';
import { type Recovery, recover } from '../creates/recover.ts';
import { FirstPage } from '../crm/first-page.ts';
import { SyncError, syncErrors } from '../errors.ts';
import { hear } from '../events/hear.ts';
import { type Allowance, allowanceOf } from '../guard/asking/allowance.ts';
import type { Reach } from '../guard/asking/asked.ts';
import { PassLedger } from '../guard/ledger.ts';
import { openRules, type RuleChange } from '../guard/rule-changes.ts';
import { carryOutDecisions } from '../identity/held/decisions.ts';
import { type FirstFill, FirstFills } from '../plan/first-fills.ts';
import type { PlannedCounts } from '../plan/pass-plan.ts';
import type { RunBook } from '../run/run-book.ts';
import { openSources, type ReadSource } from '../source/open-sources.ts';
import { noteBack, noteStanding } from '../source/standing.ts';
import { unstampedPatients } from '../source/unstamped.ts';
import type { VisitsOrder } from '../visits/pass/run-visits.ts';
import { adoptNotes } from '../write/late-updates.ts';
import { advance } from './advance.ts';
import { type PassOptions, syncPatients, writeAgain } from './incremental.ts';
import { openPass } from './open-pass.ts';
import type { Pass, SyncSetup } from './pass-context.ts';
import { kindOf, listedAs, type PassKind, type PassMode } from './pass-kind.ts';
import { PassRestart } from './pass-restart.ts';
import { firstLoadOf, letIn, missedBefore, newChoice, resetOf, whyDeep } from './why-deep.ts';

export interface RunOptions extends PassOptions {
  readonly mode: PassMode;
  /** A person says that this database is the right one: each, or that of a source. */
  readonly acceptDatabase?: boolean | SourceNumber;
  /** Which visits a pass over visits alone looks at; absent: all. */
  readonly visits?: Pick<VisitsOrder, 'source' | 'kind'>;
}

/** What a pass was, and what its plan says. */
export interface Done {
  readonly mode: 'incremental' | 'deep';
  /** Why it was a deep pass: `asked`, `first`, `restored`, `foreign-contacts`, …; null for an incremental one. */
  readonly reason: string | null;
  readonly planned: PlannedCounts;
  /** What new rules of our own change; empty but for the first whole pass of a new version. */
  readonly ruleChanges: readonly RuleChange[];
  /** What fields that no contact holds yet touch; only a plan tells. */
  readonly firstFill: FirstFill | null;
}

/** With the databases as it has opened and checked them, and what a person allowed for it. */
export interface Attempted extends Done {
  readonly databases: Databases;
  readonly allowance: Allowance;
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
): Promise<Attempted> {
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
  // A first load around it compares those, too, that were away before.
  const isWithin = kind.firstLoad !== null;
  const reset = resetOf(read) ?? (isWithin ? null : await missedBefore(state, read));
  const { rules, entries } = await openRules(state);
  const moved = rules.moved.size > 0 ? 'rules-changed' : null;
  const firstFills = kind.plansOnly ? await FirstFills.open(state, setup.options) : undefined;
  const chosen = kind.isAlone ? newChoice(read) : null;
  // What makes a deep pass due bars every other: but not what people do in amoCRM, however much it is.
  const bars = deepDue !== undefined && deepDue !== eventsGap;
  const ordered = kind.isAlone || bars ? deepDue : undefined;
  const reason = whyDeep(kind, deepBecause ?? reset ?? ordered ?? moved ?? chosen);
  const mode = reason === null ? 'incremental' : 'deep';
  if (options.mode !== 'visits' || kind.plansOnly) book.mode = listedAs(kind, mode);
  const reach: Reach = {
    by: mode,
    isWhole: single === null && kind.isAlone,
    isAllowed: options.allowMassChange !== undefined,
    sources: read.map(({ source }) => source.number),
  };
  book.reach = reach;
  await using reading = mode === 'deep' ? new IdentReading(ident) : null;
  await using firstPage = new FirstPage(setup);
  // Recovering creates takes its time: what was read before says nothing of them.
  const isAhead = mode === 'deep' && (await state.intents.all()).length === 0;
  const pass = await openPass(setup, {
    runId,
    scratch,
    mode,
    rules,
    firstFills,
    firstLoad:
      kind.firstLoad ?? (mode === 'deep' ? await firstLoadOf(state, { read, databases }) : null),
    linkedOnly: isWithin,
    onChecked: isAhead ? () => firstPage.ask() : undefined,
    counts: book.counts,
    findings: book.findings,
    allowance: await allowanceOf(state, options, databases.numbers),
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
  if (!kind.isAlone) await noteBack(state, reach.sources);
  if (mode === 'deep') tellBranches(pass, read);
  if (!kind.plansOnly && kind.recovers) await adoptNotes(pass);
  const lateBefore = new Set((await state.intents.late()).map(({ patientId }) => patientId));
  const recovery = await recovered(pass, kind);
  const heard = kind.hears && mode === 'incremental' ? await hear(pass) : null;
  // Of a source that the deep pass around it loads for the first time that one alone knows who is there.
  const concerns = (id: PatientId) => kind.isAlone || reach.sources.includes(sourceOf(id));
  // A person asked for them (`rejected retry`); the change cursor knows nothing of it.
  const asksFor = [...(await state.rejected.due()), ...(await state.holds.due())];
  const due = isWithin ? [] : asksFor.filter(concerns);
  if (!kind.plansOnly) await carryOutDecisions(pass, due, single);
  // Nor of those that were taken off the do-not-sync list.
  const undone = (await state.forgotten.due()).filter(concerns);
  // Nor of those whose change has waited for the day to have room for it.
  const waited = [...(await state.guarded.waiting()).values()].flatMap((ids) => [...ids]);
  const looksForNew = mode === 'incremental' && kind.looksForUnstamped;
  const unstamped = looksForNew ? await unstampedOf(pass, read) : [];
  const changed = read.flatMap(({ scan }) => scan?.ids ?? []);
  const wanted = isWithin
    ? ascending([...(await state.links.heldAmong(changed))])
    : ascending([
        ...(single ?? [...changed, ...unstamped, ...due, ...undone, ...waited]),
        ...recovery.again,
        ...(heard?.patients ?? []),
      ]);
  const asked = wanted.filter((id) => !databases.isLost(id) && concerns(id));
  // The deep pass around it has to know whom it reads anew.
  if (!kind.isAlone) await state.links.touch(asked);
  const mayLetIn = !kind.plansOnly && !bars && moved === null;
  const planned =
    reading === null
      ? await syncPatients(pass, asked, options, heard?.seen)
      : await deepPass(
          pass,
          { reading, firstPage },
          recovery,
          options,
          mayLetIn ? letIn(pass, setup, read) : {},
        );
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
    if (isWithin && uncertain + deferred === 0) {
      for (const { source, scan } of read)
        if (scan !== null) kind.firstLoad?.moveTo(source.number, scan.next);
    } else if (!isWithin && single === null && uncertain === 0 && (deferred === 0 || waits)) {
      const events = heard?.mark;
      const unheard = (heard?.patients ?? []).filter((id) => databases.isLost(id));
      // Of one that rests the feed tells again, when it does no more.
      const tellsAgain = unheard.some((id) => databases.rests(id));
      const upTo = tellsAgain ? undefined : events;
      const missed = tellsAgain ? [] : unheard;
      await advance(pass, {
        read,
        databases,
        deepDue,
        undone,
        waits,
        reach,
        events: upTo,
        unheard: missed,
      });
    }
  }
  return {
    mode,
    reason,
    planned,
    ruleChanges,
    firstFill: firstFills?.told() ?? null,
    databases,
    allowance: pass.allowance,
  };
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
  const isDue = forgetfulReasons.has(due) || due === contradicted;
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
  const byFullRead =
    pass.mode === 'deep' && (await pass.state.meta.get('deepDue')) === contradicted;
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

function tellBranches(pass: Pass, read: readonly ReadSource[]): void {
  for (const { source, branches } of read) {
    const { report } = branches;
    if (report === null) continue;
    if (!report.isReadable) pass.found({ kind: 'branches-unreadable', subject: source.name });
    else if (report.gone.length > 0) pass.found({ kind: 'branch-gone', subject: source.name });
  }
}

async function unstampedOf(pass: Pass, read: readonly ReadSource[]): Promise<readonly PatientId[]> {
  const found: PatientId[] = [];
  for (const { source } of read) found.push(...(await unstampedPatients(pass, source.number)));
  return found;
}

const ascending = (ids: readonly PatientId[]): readonly PatientId[] =>
  [...new Set(ids)].toSorted((a, b) => a - b);
