import type { ContactId } from '../../../amocrm/model/model.ts';
import type { SourceNumber } from '../../../contact/model/patient-key.ts';
import type { LookFor, VisitLook } from '../../../state/visits/visit-looks.ts';
import type { VisitRules } from '../../../visits/rules.ts';
import { visitKey, visitKeyText } from '../../../visits/visit-key.ts';
import type { VisitsAccount } from '../../account/visits-setup.ts';
import type { Found } from '../../run/findings/finding-log.ts';
import { adoptDeals, type DealCandidate, placeText } from '../adopt/adopt.ts';
import { dealSubject } from '../audit/audit-deals.ts';
import type { KnownAccount } from '../deal/deal-account.ts';
import type { DealKind } from '../deal/deal-tools.ts';
import { newDeal, type WantedDeal } from '../deal/deal-write.ts';
import type { DealWrite, FollowTools, SeenDeal } from '../follow/follow-tools.ts';
import { seeDeals } from '../follow/see-deals.ts';
import { sendWrites } from '../follow/send-writes.ts';
import { writeOf } from '../follow/write-of.ts';
import { makeDeals } from '../make/make-deals.ts';
import type { NewDeal } from '../make/new-deal.ts';
import {
  carryOutReassigned,
  judgeReassigned,
  type ReassignedVisit,
  type ReassignTools,
} from '../reassigned.ts';
import type { DealGuard } from './deal-guard.ts';
import { type Looked, sourceOfVisit } from './look.ts';
import { VisitCounts } from './visit-counts.ts';

interface Writing {
  readonly looked: readonly Looked[];
  readonly guard: DealGuard;
  readonly account: KnownAccount;
  readonly rules: Pick<VisitRules, 'perHour' | 'adoptDays'>;
  readonly visits: Pick<VisitsAccount, 'adoptStages'>;
  /** Who is to be responsible for new deals of these contacts. */
  readonly responsibles: (
    contacts: readonly ContactId[],
  ) => Promise<ReadonlyMap<ContactId, number>>;
  readonly found: (finding: Found) => void;
  /** In which sources deals may be made. */
  readonly makesIn: ReadonlySet<SourceNumber>;
  readonly counts: VisitCounts;
}

/** A deal that was read longer ago than this is read again before it is written. */
const freshMs = 2_000;
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
  writing: Writing,
): Promise<readonly VisitLook[]> {
  const { looked, guard, makesIn, counts } = writing;
  const now = tools.clock.now();
  const looks: VisitLook[] = [];
  const wait: Wait = (some, why, at) => {
    looks.push(...some.map(({ visit, patientId }) => ({ visit, patientId, at, for: why })));
  };
  const seenAt = tools.clock.monotonic();
  const seen = await seeDeals(
    tools,
    looked.flatMap(({ followed }) => followed),
    counts,
  );
  for (const deal of seen) {
    const { visit, patientId } = deal.row;
    const { write } = writeOf(tools, deal, () => true, new VisitCounts());
    for (const kind of write?.kinds ?? []) guard.count({ kind, visit }, patientId);
  }
  const given = await givenAway(tools, writing);
  for (const { row, is } of given.flatMap(({ judged }) => judged)) {
    if (is === 'closed') guard.count({ kind: 'deal-closed', visit: row.visit }, row.patientId);
  }
  const fresh = looked.flatMap((one) => one.fresh);
  const mayBeMade = fresh.filter(({ visit }) => makesIn.has(sourceOfVisit(visit)));
  const stopped = fresh.filter((deal) => !mayBeMade.includes(deal));
  for (const { visit, patientId } of mayBeMade) {
    guard.count({ kind: 'deal-created', visit }, patientId);
  }
  await guard.check();
  for (const { tools: own, judged } of given) {
    const may = judged.filter(
      ({ row, is }) => is !== 'closed' || guard.admits('deal-closed', row.visit),
    );
    const later = judged.filter((one) => !may.includes(one));
    counts.add('dealsPostponed', later.length);
    wait(
      later.map(({ visit, patientId }) => ({ visit: visitKey(own.source, visit.key), patientId })),
      'guard',
      now + againMs,
    );
    for (const { visit, patientId } of await carryOutReassigned(own, may)) {
      // It is a visit of its own from the next look on.
      wait([{ visit: visitKey(own.source, visit.key), patientId }], 'answer', now);
    }
  }
  wait(stopped, 'stopped', now + againMs);
  counts.add('dealsStopped', stopped.length);
  // Deals that there are follow their visits also where no new ones may be made.
  const failure = await makeFresh(tools, writing, { mayBeMade, wait, now }).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  tools.signal?.throwIfAborted();
  await follow(tools, writing, { seen, seenAt, wait, now });
  if (failure !== null) throw failure.error;
  return looks;
}

type Wait = (
  some: readonly Pick<WantedDeal, 'visit' | 'patientId'>[],
  why: LookFor,
  at: number,
) => void;

/** Makes, of those that may be, as many as the hour has room for. */
async function makeFresh(
  tools: FollowTools,
  writing: Writing,
  {
    mayBeMade,
    wait,
    now,
  }: { readonly mayBeMade: readonly WantedDeal[]; readonly wait: Wait; readonly now: number },
): Promise<void> {
  const { guard, rules, counts } = writing;
  const admitted = mayBeMade.filter(({ visit }) => guard.admits('deal-created', visit));
  const full = mayBeMade.filter((deal) => !admitted.includes(deal));
  const { room, next } = await guard.portion(rules.perHour);
  wait(full, 'guard', now + againMs);
  wait(admitted.slice(room), 'portion', next);
  counts.add('dealsPostponed', full.length);
  counts.add('dealsPortion', Math.max(0, admitted.length - room));
  const wanted = await toNewDeals(tools, admitted.slice(0, room), writing);
  const deals = await adopt(tools, writing, wanted);
  const mayMake = await makeDeals(tools, deals, counts);
  const left = new Set((await tools.state.visitIntents.all()).map(({ visit }) => visit));
  const undecided = wanted.map(({ deal }) => deal).filter(({ visit }) => left.has(visit));
  wait(undecided, 'answer', now + againMs);
  if (!mayMake) wait(deals, 'answer', now);
}

/** Making deals may take minutes, in which people go on working with others: those are read again first. */
async function follow(
  tools: FollowTools,
  { guard, counts }: Writing,
  {
    seen,
    seenAt,
    wait,
    now,
  }: {
    readonly seen: readonly SeenDeal[];
    /** Monotonic milliseconds. */
    readonly seenAt: number;
    readonly wait: Wait;
    readonly now: number;
  },
): Promise<void> {
  const isOld = tools.clock.monotonic() - seenAt > freshMs;
  const visits = seen.map(({ visit }) => visit);
  const current = isOld ? await seeDeals(tools, visits, counts) : seen;
  const writes: DealWrite[] = [];
  for (const deal of current) {
    const { row } = deal;
    const admits = (kind: DealKind) => guard.admits(kind, row.visit);
    const { write, until, isPostponed } = writeOf(tools, deal, admits, counts);
    if (write !== null) writes.push(write);
    if (until !== null) wait([row], 'quiet', until);
    if (isPostponed) wait([row], 'guard', now + againMs);
  }
  await sendWrites(tools, writes, counts);
}

interface GivenAway {
  readonly tools: ReassignTools;
  readonly judged: readonly ReassignedVisit[];
}

/** The deals of visits that became another patient's, source by source; what stays as it is is told. */
async function givenAway(
  tools: FollowTools,
  { looked, found }: Pick<Writing, 'looked' | 'found'>,
): Promise<readonly GivenAway[]> {
  const given: GivenAway[] = [];
  for (const { source, read, reassigned } of looked) {
    if (reassigned.length === 0) continue;
    const own: ReassignTools = { ...tools, source };
    const judged = await judgeReassigned(own, read);
    for (const { row, patientId, is } of judged) {
      if (is === 'left') found({ kind: 'deal-reassigned', patientId, subject: dealSubject(row) });
    }
    given.push({ tools: own, judged });
  }
  return given;
}

/** @returns those that are made, since no deal of people was there for them. */
async function adopt(
  tools: FollowTools,
  { account: { places }, rules, visits, counts, found }: Writing,
  candidates: readonly DealCandidate[],
): Promise<readonly NewDeal[]> {
  const stages = visits.adoptStages.flatMap(({ found: at }) =>
    at === null ? [] : [placeText(at.pipeline.id, at.status.id)],
  );
  const { pipeline } = places.planned;
  const adopting = { stages: new Set(stages), mostDays: rules.adoptDays, pipeline };
  const { adopted, rest, notAdopted } = await adoptDeals({ ...tools, ...adopting }, candidates);
  counts.add('dealsAdopted', adopted.length);
  for (const { visit, patientId, contactId } of notAdopted) {
    const subject = visitKeyText(visit);
    found({ kind: 'deal-not-adopted', patientId, contactId, subject });
  }
  return rest;
}

/** With their patients' contacts, and who is responsible for them. */
async function toNewDeals(
  { state, hasher }: FollowTools,
  wanted: readonly WantedDeal[],
  { account, responsibles }: Writing,
): Promise<readonly DealCandidate[]> {
  const contacts = await state.links.contactsOf(wanted.map(({ patientId }) => patientId));
  const responsible = await responsibles([...contacts.values()]);
  return wanted.flatMap((one): readonly DealCandidate[] => {
    const contactId = contacts.get(one.patientId);
    if (contactId === undefined) return [];
    const { visit, members, patientId, isFirst, bookedAt } = one;
    const { lead, ...made } = newDeal(one, account, hasher);
    const user = responsible.get(contactId);
    const own = user === undefined ? lead : { ...lead, responsible_user_id: user };
    const deal = { visit, members, patientId, contactId, ...made, lead: own };
    return [{ deal, isFirst, bookedAt }];
  });
}
