import type { PatientId } from '../contact/patient.ts';
import { confirmAbsence } from './absence.ts';
import { Application } from './apply.ts';
import { CrmSnapshot } from './crm-snapshot.ts';
import { CurrentContacts } from './current-contacts.ts';
import { reportDuplicates, tagDuplicates } from './duplicates.ts';
import { FreshPatients } from './fresh-patients.ts';
import { fullRead } from './full-read.ts';
import type { PassOptions } from './incremental.ts';
import { Interludes } from './interludes.ts';
import { linkCarrying, linkSnapshot } from './link-found.ts';
import { matchByPhone } from './match.ts';
import type { Pass } from './pass-context.ts';
import { passGuard } from './pass-guard.ts';
import { PassPlan, type PlannedCounts } from './pass-plan.ts';
import { readBack } from './read-back.ts';
import type { Recovery } from './recover.ts';
import { type CreateAtOnce, type SurveyBook, survey, surveyVanished } from './survey.ts';
import { settleUnseen } from './unseen.ts';

export interface DeepOptions extends PassOptions {
  /** Others' work between two pages; absent: none. */
  readonly betweenPages?: (() => Promise<void>) | undefined;
}

/**
 * Everything compared with everything: IDENT, what amoCRM acknowledged, and what it holds now. The first load is one
 * on an empty state.
 */
export async function deepPass(
  alone: Pass,
  recovery: Recovery,
  options: DeepOptions,
): Promise<PlannedCounts> {
  const { db } = alone.state;
  await using plan = await PassPlan.create(db, alone.runId);
  await using fresh = await FreshPatients.create(db, alone.hasher, alone.runId);
  await using snapshot = await CrmSnapshot.create(db, alone.runId);
  const uncertain = new Set(recovery.uncertain);
  const { betweenPages: work } = options;
  await using interludes = work && (await Interludes.open(alone, work, { snapshot, uncertain }));
  const pass: Pass = {
    ...alone,
    ...(interludes && { betweenPages: () => interludes.hold() }),
    current: new CurrentContacts(alone, snapshot),
  };
  await pass.online();
  const highest = await fullRead(pass, snapshot, 'id-asc');
  await linkSnapshot(pass, snapshot);
  // Those that were being made anew have a link already, and are not among the unlinked.
  await linkCarrying(pass, snapshot, recovery.again);
  // Not before all of them are linked: the next pass looks for others' contacts above it only.
  await pass.state.meta.raiseSurveyedContactId(highest);
  // The full read has decided what was too old to be looked for; what it did not show is looked for once more below.
  await pass.state.transaction((tx) => tx.intents.settle(recovery.old));
  await settleUnseen(pass, snapshot, { allowed: options.allowMassChange ?? 0, uncertain });
  await reportDuplicates(pass, snapshot);
  await reportForgotten(pass, snapshot);

  const guard = await passGuard(pass, options);
  const book: SurveyBook = { plan, fresh, guard, snapshot, candidates: snapshot, uncertain };
  await using application = new Application(pass, book, options);
  // Who wants to see the plan sees it before anything of it is written.
  const planFirst = options.planOnly === true || options.onPlan !== undefined;
  const createAtOnce = planFirst ? undefined : await ofFirstLoad(pass, snapshot, application);
  await surveyAll(pass, book, createAtOnce);
  await matchByPhone(pass, fresh, snapshot, plan);
  guard.check();
  const counts = await plan.counts();
  await options.onPlan?.(pass, book);
  if (options.planOnly === true) return counts;
  if (createAtOnce === undefined) await confirmAbsence(pass, fresh, snapshot);
  await application.all();
  await readBack(pass, snapshot);
  await tagDuplicates(pass, snapshot);
  await forgetVanishedRejects(pass);
  return counts;
}

/**
 * While nobody is linked and no contact names a patient, there is nothing that a pass could take away (I9), and no
 * absence to confirm: contacts may be made while IDENT is still being read, so that amoCRM never waits for us.
 */
async function ofFirstLoad(
  pass: Pass,
  snapshot: CrmSnapshot,
  application: Application,
): Promise<CreateAtOnce | undefined> {
  if (pass.betweenPages !== undefined || (await snapshot.carriesIds())) return undefined;
  const isUnlinked = async () => (await pass.state.links.count()) === 0;
  if (!(await isUnlinked())) return undefined;
  await application.checkNewest();
  // It links what others have made meanwhile.
  return (await isUnlinked()) ? (subjects) => application.create(subjects) : undefined;
}

async function surveyAll(
  pass: Pass,
  book: SurveyBook,
  createAtOnce: CreateAtOnce | undefined,
): Promise<void> {
  const total = await pass.ident.count();
  let done = 0;
  let after = 0;
  for await (const page of pass.ident.all()) {
    pass.signal?.throwIfAborted();
    await survey(pass, page, book, createAtOnce);
    const upTo = page.at(-1)?.id ?? after;
    await surveyVanished(pass, { after, upTo }, new Set(page.map(({ id }) => id)), book);
    after = upTo;
    done += page.length;
    pass.onProgress?.({ phase: 'read-ident', done, total });
    await pass.betweenPages?.();
  }
  // Only a completed reading comes here: an error in it has ended the pass.
  await surveyVanished(pass, { after, upTo: null }, new Set<PatientId>(), book);
}

async function reportForgotten(pass: Pass, snapshot: CrmSnapshot): Promise<void> {
  for (const one of await snapshot.forgotten()) pass.found({ kind: 'forgotten', ...one });
}

/** A refused patient that is no more in IDENT needs nobody's attention. */
async function forgetVanishedRejects(pass: Pass): Promise<void> {
  const ids = (await pass.state.rejected.all()).map(({ patientId }) => patientId);
  if (ids.length === 0) return;
  const there = new Set((await pass.ident.byIds(ids)).map(({ id }) => id));
  await pass.state.rejected.remove(ids.filter((id) => !there.has(id)));
}
