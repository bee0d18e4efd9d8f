import { chunks } from '../../chunks.ts';
import type { PatientId, SourceNumber } from '../../contact/model/patient-key.ts';
import { readBack } from '../audit/read-back.ts';
import { SetAside } from '../branches/set-aside.ts';
import { CrmSnapshot } from '../crm/crm-snapshot.ts';
import { liveContacts } from '../crm/read-contact.ts';
import { relinkSeen, type SeenContacts } from '../events/relink-seen.ts';
import type { GuardedKind } from '../guard/guard.ts';
import { checkGuard, passGuard } from '../guard/pass-guard.ts';
import { reportIdentDoubles } from '../identity/ident-doubles.ts';
import { linkOrphans } from '../link/link-found.ts';
import { lookUpPhones, matchByPhone } from '../link/match.ts';
import { UnlinkedPatients } from '../link/unlinked-patients.ts';
import { nothingPlanned, PassPlan, type PlannedCounts } from '../plan/pass-plan.ts';
import { type PlanBook, planPatients } from '../plan/plan-patients.ts';
import { type ApplyOptions, applyPlan } from '../write/apply.ts';
import { readBackUpdates } from '../write/late-updates.ts';
import type { Pass } from './pass-context.ts';

export interface PassOptions extends ApplyOptions {
  readonly allowMassChange?: number;
  /** In which of several databases; absent: in those that asked, or in all where none did. */
  readonly allowIn?: readonly SourceNumber[];
  /** Plans and applies nothing. */
  readonly planOnly?: boolean;
  /** Sees every plan once it is complete, before anything of it is written: a first load takes longer for it. */
  readonly onPlan?: (pass: Pass, book: PlanBook) => Promise<void>;
}

/** How often late updates may send a pass round again. */
const rounds = 3;
const pageSize = 500;

/** What only a comparison of everything finds. */
const ofDeepPasses: ReadonlySet<string> = new Set([
  'removed',
  're-created',
  'relinked',
] satisfies GuardedKind[]);

/** Plans and writes these patients; a request goes out only when there is something to write or to look up. */
export async function syncPatients(
  setup: Pass,
  ids: readonly PatientId[],
  options: PassOptions,
  /** Contacts as amoCRM holds them now, where that is why their patients are looked at. */
  seen?: SeenContacts,
): Promise<PlannedCounts> {
  // Most passes of a day: they cost as little as they do.
  if (ids.length === 0 && options.onPlan === undefined) return nothingPlanned;
  await using scratch = setup.state.scratch();
  const pass: Pass = { ...setup, scratch };
  const plan = await PassPlan.create(pass);
  const fresh = await UnlinkedPatients.create(pass);
  const candidates = await CrmSnapshot.create(pass);
  const guard = await passGuard(pass);
  const isLimited = options.limit !== undefined;
  const snapshot = seen === undefined ? null : candidates;
  const aside = await SetAside.create(pass);
  const book: PlanBook = { plan, fresh, guard, snapshot, candidates, isLimited, aside };
  if (seen !== undefined) await relinkSeen(pass, candidates, seen);
  await linkOrphans(pass, ids);
  const total = ids.length;
  const lookUp = { patients: total };
  let done = 0;
  for (const some of chunks(ids, pageSize)) {
    pass.signal?.throwIfAborted();
    await planPatients(pass, await pass.ident.byIds(some, lookUp), book);
    done += some.length;
    pass.onProgress?.({ phase: 'read-ident', done, total });
  }
  const counts = await plan.counts();
  if (Object.values(counts).some((count) => count > 0)) await pass.online();
  if ((await fresh.count()) > 0) {
    await lookUpPhones(pass, fresh, candidates);
    await matchByPhone(pass, fresh, candidates, plan);
  }
  const looked = new Set(ids);
  await checkGuard(pass, guard, {
    looked: ({ kind, patientId }) => looked.has(patientId) && !ofDeepPasses.has(kind),
    planOnly: options.planOnly,
  });
  const planned = await plan.counts();
  await options.onPlan?.(pass, book);
  if (options.planOnly === true) return planned;
  await applyPlan(pass, book, options);
  if (seen !== undefined) await readBack(pass, (contacts) => liveContacts(pass, contacts));
  await aside.keep(false);
  if (planned.create + planned.adopt > 0) await reportIdentDoubles(pass, ids);
  return planned;
}

/** After a pass wrote: what was sent without an answer is read back, and written again where it differs. */
export async function writeAgain(
  pass: Pass,
  options: PassOptions,
  /** Whose late updates are this pass's affair. */
  concerns: (patientId: PatientId) => boolean = () => true,
): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    const late = (await pass.state.intents.late()).filter(({ patientId }) => concerns(patientId));
    if (late.length === 0) return;
    await pass.online();
    const again = await readBackUpdates(pass, late);
    if (again.length === 0) return;
    await syncPatients(pass, again, options);
  }
}
