import type { ContactId } from '../../../amocrm/model/model.ts';
import { chunks } from '../../../chunks.ts';
import type { PatientId } from '../../../contact/model/patient.ts';
import type { SourceNumber } from '../../../contact/model/patient-key.ts';
import type { LookFor, VisitLook } from '../../../state/visits/visit-looks.ts';
import type { KnownAccount } from '../deal-account.ts';
import { newDeal, type WantedDeal } from '../deal-write.ts';
import { type FollowTools, nothingFollowed } from '../follow/follow-tools.ts';
import { seeDeals } from '../follow/see-deals.ts';
import { sendWrites } from '../follow/send-writes.ts';
import { writeOf } from '../follow/write-of.ts';
import { makeDeals, type NewDeal } from '../make/make-deals.ts';
import type { DealGuard } from './deal-guard.ts';
import { type Looked, sourceOfVisit } from './look.ts';
import type { VisitCounts } from './visit-counts.ts';

interface Writing {
  readonly looked: readonly Looked[];
  readonly guard: DealGuard;
  readonly account: KnownAccount;
  readonly perHour: number;
  /** In which sources deals may be made. */
  readonly makesIn: ReadonlySet<SourceNumber>;
  readonly counts: VisitCounts;
}

/** A change of the guard's waits so long before it is looked at again; so does what is stopped. */
const againMs = 15 * 60_000;

/**
 * Makes and moves deals, once all of it is counted.
 *
 * @returns the visits that are looked at again.
 * @throws GuardError MASS_CHANGE before anything is written
 */
export async function writeDeals(
  tools: FollowTools,
  { looked, guard, account, perHour, makesIn, counts }: Writing,
): Promise<readonly VisitLook[]> {
  const now = tools.clock.now();
  const looks: VisitLook[] = [];
  const wait = (
    some: readonly Pick<WantedDeal, 'visit' | 'patientId'>[],
    why: LookFor,
    at: number,
  ) => looks.push(...some.map(({ visit, patientId }) => ({ visit, patientId, at, for: why })));
  const outcomes = nothingFollowed();
  const seen = await seeDeals(
    tools,
    looked.flatMap(({ followed }) => followed),
    outcomes,
  );
  for (const deal of seen) {
    const { visit, patientId } = deal.row;
    const kinds = writeOf(tools, deal, () => true, nothingFollowed())?.kinds ?? [];
    for (const kind of kinds) guard.count({ kind, visit }, patientId);
  }
  const fresh = looked.flatMap((one) => one.fresh);
  const mayBeMade = fresh.filter(({ visit }) => makesIn.has(sourceOfVisit(visit)));
  const stopped = fresh.filter((deal) => !mayBeMade.includes(deal));
  for (const { visit, patientId } of mayBeMade) {
    guard.count({ kind: 'deal-created', visit }, patientId);
  }
  await guard.check();
  const admitted = mayBeMade.filter(({ visit }) => guard.admits('deal-created', visit));
  const full = mayBeMade.filter((deal) => !admitted.includes(deal));
  const { room, next } = await guard.portion(perHour);
  const deals = await toNewDeals(tools, admitted.slice(0, room), account);
  const made = await makeDeals(tools, deals);
  counts.made(made);
  const left = new Set((await tools.state.visitIntents.all()).map(({ visit }) => visit));
  wait(stopped, 'guard', now + againMs);
  wait(full, 'guard', now + againMs);
  wait(admitted.slice(room), 'portion', next);
  wait(
    deals.filter(({ visit }) => left.has(visit)),
    'answer',
    now + againMs,
  );
  counts.add('dealsStopped', stopped.length);
  counts.add('dealsPostponed', full.length);
  counts.add('dealsPortion', Math.max(0, admitted.length - room));
  const writes = seen.flatMap(
    (deal) => writeOf(tools, deal, (kind) => guard.admits(kind, deal.row.visit), outcomes) ?? [],
  );
  await sendWrites(tools, writes, outcomes);
  counts.followed(outcomes);
  for (const { row } of seen) {
    const until = outcomes.waiting.get(row.visit);
    if (until !== undefined) wait([row], 'quiet', until);
    if (outcomes.postponed.has(row.visit)) wait([row], 'guard', now + againMs);
  }
  return looks;
}

/** With their patients' contacts. */
async function toNewDeals(
  { state, hasher }: FollowTools,
  wanted: readonly WantedDeal[],
  account: KnownAccount,
): Promise<readonly NewDeal[]> {
  const contacts = new Map<PatientId, ContactId>();
  const patients = [...new Set(wanted.map(({ patientId }) => patientId))];
  for (const some of chunks(patients, 500)) {
    for (const link of (await state.links.ofPatients(some)).values()) {
      if (link.status === 'linked') contacts.set(link.patientId, link.contactId);
    }
  }
  return wanted.flatMap((deal) => {
    const contactId = contacts.get(deal.patientId);
    if (contactId === undefined) return [];
    const { visit, members, patientId } = deal;
    return [{ visit, members, patientId, contactId, ...newDeal(deal, account, hasher) }];
  });
}
