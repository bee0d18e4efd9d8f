import { chunks } from '../../chunks.ts';
import { chosenFields } from '../../contact/model/field-choice.ts';
import { firstSource, type PatientId } from '../../contact/model/patient-key.ts';
import { databasesOf } from '../../ident/sources/databases.ts';
import { keyset } from '../../keyset.ts';
import { isRefused } from '../../state/account/field-bindings.ts';
import { SetAside } from '../branches/set-aside.ts';
import { Absence } from '../creates/absence/absence.ts';
import { contradicted } from '../creates/contradictions.ts';
import type { Recovery } from '../creates/recover.ts';
import { CrmSnapshot } from '../crm/crm-snapshot.ts';
import { CurrentContacts } from '../crm/current-contacts.ts';
import type { FirstPage } from '../crm/first-page.ts';
import { fullRead } from '../crm/full-read.ts';
import { tellWhoFights } from '../events/who-fights.ts';
import { checkGuard, passGuard } from '../guard/pass-guard.ts';
import { reportIdentDoubles } from '../identity/ident-doubles.ts';
import { linkCarrying, linkSnapshot } from '../link/link-found.ts';
import { matchByPhone } from '../link/match.ts';
import { UnlinkedPatients } from '../link/unlinked-patients.ts';
import type { PassOptions } from '../pass/incremental.ts';
import type { Pass } from '../pass/pass-context.ts';
import { PassRestart } from '../pass/pass-restart.ts';
import { PassPlan, type PlannedCounts } from '../plan/pass-plan.ts';
import {
  type CreateAtOnce,
  type PlanBook,
  planPatients,
  tellUnreadable,
} from '../plan/plan-patients.ts';
import { refuseForeignSources } from '../source/foreign-sources.ts';
import { Application } from '../write/apply.ts';
import { takeCensus } from './census.ts';
import { reportDuplicates, tagDuplicates } from './duplicates.ts';
import type { IdentReading } from './ident-reading.ts';
import { IdentSnapshot } from './ident-snapshot.ts';
import { readBack, readBackOf } from './read-back.ts';
import { resolveUnseen } from './unseen.ts';
import { surveyVanished } from './vanished.ts';

/** Others' work while a deep pass is under way; absent: none. */
export interface OthersWork {
  /** Between two pages of whatever it reads or writes. */
  readonly betweenPages?: () => Promise<void>;
  /** Instead, between two pages of what it writes. */
  readonly betweenWrites?: () => Promise<void>;
}

/**
 * Everything compared with everything: IDENT, what amoCRM acknowledged, and what it holds now. The first load is one
 * on an empty state.
 */
export async function deepPass(
  setup: Pass,
  { reading, firstPage }: { readonly reading: IdentReading; readonly firstPage: FirstPage },
  recovery: Recovery,
  options: PassOptions,
  others: OthersWork,
): Promise<PlannedCounts> {
  await setup.online();
  await using scratch = setup.state.scratch();
  const own = { ...setup, scratch };
  const plan = await PassPlan.create(own);
  const fresh = await UnlinkedPatients.create(own);
  const snapshot = await CrmSnapshot.create(own);
  const letIn = (work?: () => Promise<void>) =>
    work && (() => letOthersWork(own, () => patients.idle(), work));
  const pass: Pass = {
    ...own,
    betweenPages: letIn(others.betweenPages),
    current: new CurrentContacts(own, snapshot),
  };
  const aside = await SetAside.create(pass);
  await using patients = await IdentSnapshot.open(pass, reading, aside);
  // Before anybody is linked there is nothing that IDENT could be compared with beforehand.
  const comparing = (await pass.state.links.count()) > 0;
  const first = await fullRead(pass, snapshot, {
    patients: comparing ? patients : undefined,
    firstPage,
  });
  const absence = new Absence(pass, snapshot, first);
  await refuseForeignSources(pass, snapshot);
  await linkSnapshot(pass, snapshot);
  // Those that were being made anew have a link already, and are not among the unlinked.
  await linkCarrying(pass, snapshot, recovery.again);
  if ((await pass.state.meta.get('deepDue')) === contradicted) await absence.beginAnew();
  // The full read has decided what was too old to be looked for; what it did not show is looked for once more below.
  await pass.state.transaction((tx) => tx.intents.remove(recovery.old));
  await resolveUnseen(pass, snapshot, first.begunAt);
  await reportDuplicates(pass, snapshot);
  await reportForgotten(pass, snapshot);
  await reportRefusedFields(pass);

  const guard = await passGuard(pass);
  const isLimited = options.limit !== undefined;
  const { seen } = patients;
  const book = { plan, fresh, guard, snapshot, candidates: snapshot, isLimited, aside, seen };
  const writing: Pass = {
    ...pass,
    betweenPages: letIn(others.betweenWrites) ?? pass.betweenPages,
  };
  await using application = new Application(writing, book, options);
  // Who wants to see the plan sees it before anything of it is written.
  const planFirst = options.planOnly === true || options.onPlan !== undefined;
  const createAtOnce =
    planFirst || comparing ? undefined : await ofFirstLoad(pass, snapshot, absence, application);
  if (comparing) await planSuspects(pass, patients, book);
  else await surveyAll(pass, patients, { book, application }, createAtOnce);
  // Only a completed reading comes here: an error in it has ended the pass.
  await surveyVanished(pass, patients, book);
  reportOddIds(pass);
  await matchByPhone(pass, fresh, snapshot, plan);
  await checkGuard(pass, guard, { looked: () => true, planOnly: options.planOnly });
  const counts = await plan.counts();
  await options.onPlan?.(pass, book);
  if (options.planOnly === true) return counts;
  if ((await createAtOnce?.isOpen()) !== true) {
    const isAbsent = await absence.confirm(fresh);
    // Its reading shows what deletions between two pages had pushed past the first one.
    await refuseForeignSources(pass, snapshot);
    application.createOnly(isAbsent);
  }
  await application.all();
  await readBack(pass, readBackOf(pass, snapshot));
  await tagDuplicates(pass, snapshot);
  await aside.keep(true);
  await reportIdentDoubles(pass, null);
  await forgetVanishedRejects(pass);
  await tellWhoFights(pass);
  await pass.state.transaction((tx) => pass.truce.conclude(tx.repairs));
  await takeCensus(pass, patients.seen);
  return counts;
}

/**
 * Others may work, where they wait for it: no write of this pass may be under way. What they write is read anew before
 * anything is said of it.
 *
 * @throws PassRestart when they found the account's fields or zone to be others than this pass is bound to, or what
 *   amoCRM answers to be not what is assumed of it.
 */
async function letOthersWork(
  { state, signal, othersWait }: Pick<Pass, 'state' | 'signal' | 'othersWait'>,
  idle: () => Promise<void>,
  work: () => Promise<void>,
): Promise<void> {
  // What is on its way from IDENT goes on where nobody waits.
  if (othersWait?.() === false) return;
  await idle();
  await work();
  signal?.throwIfAborted();
  const due = await state.meta.get('deepDue');
  if (due === 'fields-moved' || due === contradicted) throw new PassRestart(due);
}

/**
 * While nobody is linked and no contact names a patient, there is nothing that a pass could take away (I9), and no
 * absence to confirm: contacts may be made while IDENT is still being read, so that amoCRM never waits for us.
 */
async function ofFirstLoad(
  pass: Pass,
  snapshot: CrmSnapshot,
  absence: Absence,
  application: Application,
): Promise<CreateAtOnce | undefined> {
  if (pass.betweenPages !== undefined || (await snapshot.carriesIds())) return undefined;
  // Whom an earlier script put there is known when all patients are.
  if (pass.fields.formerId !== undefined) return undefined;
  const isUnlinked = async () => (await pass.state.links.count()) === 0;
  if (!(await isUnlinked()) || !(await absence.isWhole())) return undefined;
  const look = async (): Promise<boolean> => {
    await application.checkNewest();
    // It links what others have made meanwhile.
    return !(await snapshot.carriesIds()) && (await isUnlinked());
  };
  // The first patients are decided beside it.
  const isOpen = look();
  // Who asks is told of its failure; a pass that has ended by another one is not.
  isOpen.catch(() => undefined);
  return { isOpen: () => isOpen, create: (subjects) => application.create(subjects) };
}

async function surveyAll(
  pass: Pass,
  patients: IdentSnapshot,
  { book, application }: { readonly book: PlanBook; readonly application: Application },
  createAtOnce: CreateAtOnce | undefined,
): Promise<void> {
  const progress = progressOf(pass, patients.total);
  for await (const page of patients.all()) {
    // A batch leaves as soon as it is decided, while the rest of the page is.
    const portion = createAtOnce === undefined ? surveyPage : pass.batches.size;
    for (const some of chunks(page, portion)) await planPatients(pass, some, book, createAtOnce);
    progress(page.length);
    await (createAtOnce === undefined ? pass.betweenPages?.() : application.letOthersWork());
  }
}

/** Those for whom both sides agree with what amoCRM acknowledged are done; the others are read once more. */
async function planSuspects(pass: Pass, patients: IdentSnapshot, book: PlanBook): Promise<void> {
  const progress = progressOf(pass, patients.total);
  const inSync = await patients.seen.conclude();
  pass.counts.read += inSync.patients;
  pass.counts.unchanged += inSync.patients;
  pass.counts.countWarned(inSync);
  await tellUnreadableInSync(pass, patients);
  progress(inSync.patients);
  const lookUp = {
    patients: await patients.seen.countSuspects(),
    anew: (ids: readonly PatientId[]) => pass.state.links.touchedSince(ids),
  };
  const pages = keyset(
    async (after: PatientId) => {
      await pass.betweenPages?.();
      pass.signal?.throwIfAborted();
      return await patients.seen.suspects(after, surveyPage);
    },
    (id) => id,
  );
  for await (const ids of pages) {
    await planPatients(pass, await pass.ident.byIds(ids, lookUp), book);
    progress(ids.length);
  }
}

async function tellUnreadableInSync(pass: Pass, patients: IdentSnapshot): Promise<void> {
  const pages = keyset(
    (after: PatientId) => patients.seen.unreadable(after, surveyPage),
    ({ whose }) => whose.patientId,
  );
  for await (const page of pages) {
    for (const { whose, subjects } of page) tellUnreadable(pass, whose, subjects);
    await pass.spill();
  }
}

const surveyPage = 500;

function progressOf({ onProgress }: Pass, total: number): (more: number) => void {
  let done = 0;
  return (more) => {
    done += more;
    onProgress?.({ phase: 'read-ident', done, total });
  };
}

/** Rows of IDENT that can be no patient here, by the number that they have. */
function reportOddIds(pass: Pass): void {
  for (const { number, ident } of databasesOf(pass.ident).sources) {
    const prefix = number === firstSource ? '' : `${number}:`;
    for (const id of ident.oddIds) pass.found({ kind: 'id-odd', subject: `${prefix}${id}` });
  }
}

async function reportForgotten(pass: Pass, snapshot: CrmSnapshot): Promise<void> {
  for (const one of await snapshot.links.forgotten()) pass.found({ kind: 'forgotten', ...one });
}

/** Says again, in every deep pass, which fields are off because amoCRM would not have them made. */
async function reportRefusedFields(pass: Pass): Promise<void> {
  const bindings = await pass.state.fields.all();
  const refused = new Set(bindings.filter(isRefused).map(({ key }) => key));
  for (const { key } of chosenFields(pass.options)) {
    if (refused.has(key)) pass.found({ kind: 'field-refused', subject: key });
  }
}

/** A rejected patient that is no more in IDENT needs nobody's attention. */
async function forgetVanishedRejects(pass: Pass): Promise<void> {
  const databases = databasesOf(pass.ident);
  const ids = (await pass.state.rejected.all())
    .map(({ patientId }) => patientId)
    .filter((id) => !databases.isLost(id));
  if (ids.length === 0) return;
  const there = new Set(
    (await pass.ident.byIds(ids, { patients: ids.length })).map(({ id }) => id),
  );
  await pass.state.rejected.remove(ids.filter((id) => !there.has(id)));
}
