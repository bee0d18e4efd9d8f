import { chunks } from '../../../chunks.ts';
import { type PatientId, type SourceNumber, sourceOf } from '../../../contact/model/patient-key.ts';
import { today } from '../../../contact/value/dates.ts';
import type { Hasher } from '../../../contact/value/hasher.ts';
import type { ChangeCursor } from '../../../ident/changes/change-cursor.ts';
import type { OpenSource } from '../../../ident/sources/databases.ts';
import { mostReceptions, type WantedReceptions } from '../../../ident/visits/receptions.ts';
import type { State } from '../../../state/open-state.ts';
import type { VisitDealRow } from '../../../state/visits/visit-deals.ts';
import type { VisitLook } from '../../../state/visits/visit-looks.ts';
import type { VisitSeen } from '../../../state/visits/visit-members.ts';
import { quietUntil } from '../../../visits/quiet.ts';
import type { ReceptionId } from '../../../visits/reception.ts';
import type { VisitRules } from '../../../visits/rules.ts';
import { isEnd } from '../../../visits/stage.ts';
import type { Visit } from '../../../visits/visit.ts';
import { receptionOf, type VisitKey, visitKey } from '../../../visits/visit-key.ts';
import { outcomeOf, planningOf } from '../../../visits/visit-plan.ts';
import { type VisitWindow, visitDays, windowOf } from '../../../visits/window.ts';
import { isPriceConfirmed } from '../../source/confirm-price.ts';
import type { KnownAccount } from '../deal/deal-account.ts';
import { asWaiting, type WantedDeal, wantedDeal } from '../deal/deal-write.ts';
import type { FollowedVisit } from '../follow/follow-tools.ts';
import { readWholeVisits } from '../whole-visits.ts';

/** What a look is made with. */
export interface Looking {
  readonly state: State;
  readonly now: number;
  readonly timeZone: string;
  readonly rules: VisitRules;
  readonly account: KnownAccount;
  readonly hasher: Hasher;
  /** From which day on visits have deals. */
  readonly since: string;
}

/** `whole`: all of the window and every open deal; `changed`: what changed, came in by the calendar, or waited. */
export type LookKind = 'whole' | 'changed' | { readonly reception: ReceptionId };

/** What one source's visits are to become. */
export interface Looked {
  readonly source: SourceNumber;
  /** Those that have no deal and are to get one. */
  readonly fresh: readonly WantedDeal[];
  readonly followed: readonly FollowedVisit[];
  /** Those that are looked at again, and when. */
  readonly looks: readonly VisitLook[];
  /** All that were looked at. */
  readonly visits: readonly VisitKey[];
  /** Of those that have deals all receptions: by any of them they are found from now on. */
  readonly members: readonly (VisitSeen & { readonly receptions: readonly VisitKey[] })[];
  /** How many visits stay as amoCRM rejected them: the same is not sent again. */
  readonly rejected: number;
  /** Patients of these visits are others than when they got their deals. */
  readonly reassigned: readonly Visit[];
  /** All that was read, these among it. */
  readonly read: readonly Visit[];
  /** Kept once all this is carried out, or waits durably; null: this look stands for no other one. */
  readonly next: { readonly cursor: ChangeCursor | null; readonly days: VisitWindow } | null;
}

/** Looks at a source's visits; null: its database does not tell of receptions. */
export async function lookAt(
  looking: Looking,
  { number, ident }: Pick<OpenSource, 'number' | 'ident'>,
  kind: LookKind,
): Promise<Looked | null> {
  const { state, now, timeZone, rules } = looking;
  const own = state.meta.of(number);
  const known = (await own.get('visitCursor')) ?? null;
  const days = visitDays(today(now, timeZone), looking.since);
  const window = windowOf(days.from, days.days);
  const before = (await own.get('visitDays')) ?? null;
  const isOne = typeof kind === 'object';
  const scan = isOne ? null : await ident.changedReceptions(known);
  // Where nothing tells what changed, all of it may have.
  const isAnew = scan === null || scan.reset !== null || before === null;
  const isWhole = kind === 'whole' || isAnew;
  const due = isOne ? [] : await waiting(looking, number, isWhole);
  const wanted: readonly WantedReceptions[] = isOne
    ? [{ with: [kind.reception] }]
    : isWhole || before === null
      ? [window, ...lists([...(await openDeals(state, number)), ...due].map(receptionOf))]
      : [...lists([...(scan?.ids ?? []), ...due.map(receptionOf)]), ...enteredDays(before, window)];
  const read = await readWholeVisits(
    {
      source: number,
      read: (some) => ident.receptions(some, rules),
      members: state.visitMembers,
    },
    ...wanted,
  );
  if (read === null) return null;
  const ignoresFingerprints = isOne || kind === 'whole';
  const told = await judge(
    looking,
    {
      source: number,
      window,
      ignoresFingerprints,
      isPriceConfirmed: await isPriceConfirmed({ ident, meta: own }),
    },
    read,
  );
  return {
    ...told,
    // A visit that IDENT does not have any more waits for nothing.
    visits: [...new Set([...told.visits, ...due])],
    source: number,
    next: isOne ? null : { cursor: scan?.next ?? null, days: window },
  };
}

const lists = (ids: readonly ReceptionId[]): readonly WantedReceptions[] =>
  [...chunks([...new Set(ids)], mostReceptions)].map((some) => ({ with: some }));

/** All deals of ours that IDENT can still change, however old. */
async function openDeals(
  { visitDeals }: State,
  source: SourceNumber,
): Promise<readonly VisitKey[]> {
  const rows = await visitDeals.ofSource(source);
  const open = rows.filter(({ status, put }) => status === 'linked' && !isEnd(put?.as));
  return open.map(({ visit }) => visit);
}

/** A visit whose deal was sent and is not decided is looked at again so long after. */
const undecidedMs = 15 * 60_000;

/** Whose time has come, or, where all is looked at, all that wait. */
async function waiting(
  { state, now }: Looking,
  source: SourceNumber,
  all: boolean,
): Promise<readonly VisitKey[]> {
  const due = await state.visitLooks.due(source, all ? Number.MAX_SAFE_INTEGER : now);
  return [...due, ...(await state.visitRejected.due(source))];
}

/** The days that were not looked at before: each night one more comes into the window. */
function enteredDays(before: VisitWindow, { from, to }: VisitWindow): readonly VisitWindow[] {
  return [
    ...(to > before.to ? [{ from: before.to > from ? before.to : from, to }] : []),
    ...(from < before.from ? [{ from, to: before.from }] : []),
  ];
}

async function judge(
  looking: Looking,
  over: {
    readonly source: SourceNumber;
    readonly window: VisitWindow;
    readonly ignoresFingerprints: boolean;
    readonly isPriceConfirmed: boolean;
  },
  visits: readonly Visit[],
): Promise<Omit<Looked, 'source' | 'next'>> {
  const { state, now, timeZone, rules, account, hasher } = looking;
  const { source, window } = over;
  const { linked, forgotten } = await withContact(state, visits);
  const planning = planningOf(rules, { now, timeZone, window, linked });
  const composing = {
    source,
    timeZone,
    now: planning.clinicNow,
    isPriceConfirmed: over.isPriceConfirmed,
  };
  const keys = visits.map(({ key }) => visitKey(source, key));
  const rows = await state.visitDeals.ofVisits(keys);
  const since = await state.visitLooks.since(keys);
  const rejectedAs = new Map(
    (await state.visitRejected.all()).map(({ visit, fingerprint }) => [visit, fingerprint]),
  );
  const fresh: WantedDeal[] = [];
  const followed: FollowedVisit[] = [];
  const looks: VisitLook[] = [];
  const reassigned: Visit[] = [];
  const members: Looked['members'][number][] = [];
  let rejected = 0;
  for (const visit of visits) {
    const { patient } = visit.lead;
    const outcome = outcomeOf(visit, planning);
    if (outcome === 'reassigned') reassigned.push(visit);
    // Whoever is forgotten, wholly or not yet, is told to nobody any more.
    if (patient === null || forgotten.has(patient)) continue;
    const key = visitKey(source, visit.key);
    const seenAt = since.get(key) ?? now;
    const look = (at: number, why: VisitLook['for']) =>
      looks.push({ visit: key, patientId: patient, at, for: why });
    if (outcome === 'withoutContact') look(0, 'contact');
    if (outcome === 'waiting') look(quietUntil(visit.lead, 'cancelled', planning, now), 'quiet');
    if (outcome !== 'made' && outcome !== 'known') continue;
    const row = rows.get(key);
    // Whether amoCRM carried out what was sent for the visit is not known yet.
    if (outcome === 'known' && row === undefined) {
      look(now + undecidedMs, 'answer');
      continue;
    }
    if (outcome === 'known' && row !== undefined) {
      const receptions = visit.members.map((id) => visitKey(source, id));
      members.push({ visit: key, patientId: row.patientId, receptions });
    }
    const lead = { ...visit.lead, patient };
    const wanted = wantedDeal({ ...visit, lead }, account, composing, hasher);
    const isSame = rejectedAs.get(key) === wanted.fingerprint;
    if (isSame) rejected += 1;
    if (isSame && !over.ignoresFingerprints) continue;
    if (outcome === 'made') {
      if (!isSame) fresh.push(wanted);
      continue;
    }
    if (!isFollowed(row) || isSame) continue;
    if (row.fingerprint === wanted.fingerprint && !over.ignoresFingerprints) continue;
    const until = quietUntil(visit.lead, wanted.stage, planning, seenAt);
    // All but its stage is written, and nothing is asked before that has its time.
    const isWaitedFor = until > now && row.fingerprint === asWaiting(wanted.fingerprint);
    if (isWaitedFor && !over.ignoresFingerprints) {
      look(until, 'quiet');
      continue;
    }
    followed.push({ ...wanted, quietUntil: until });
  }
  return { fresh, followed, looks, members, visits: keys, rejected, reassigned, read: visits };
}

const isFollowed = (row: VisitDealRow | undefined): row is VisitDealRow => row?.status === 'linked';

/** Whose contact is there, and who is on the list of those who are forgotten. */
export async function withContact(
  { links, forgotten }: State,
  visits: readonly Visit[],
): Promise<{
  readonly linked: ReadonlySet<PatientId>;
  readonly forgotten: ReadonlySet<PatientId>;
}> {
  const ids = new Set(visits.flatMap(({ lead: { patient } }) => (patient === null ? [] : patient)));
  const linked = new Set<PatientId>();
  const listed = new Set<PatientId>();
  for (const some of chunks([...ids], 500)) {
    const out = await forgotten.among(some);
    for (const id of out) listed.add(id);
    for (const { patientId, status } of (await links.ofPatients(some)).values()) {
      if (status === 'linked' && !out.has(patientId)) linked.add(patientId);
    }
  }
  return { linked, forgotten: listed };
}

/** The source that a visit is of. */
export const sourceOfVisit = (visit: VisitKey): SourceNumber =>
  sourceOf(Number(visit) as PatientId); // keys of visits are made like those of patients

/** How many visits wait for what amoCRM rejected of them. */
export const rejectedAmong = (looked: readonly Looked[]): number =>
  looked.reduce((sum, { rejected }) => sum + rejected, 0);
