import type { ContactId } from '../../amocrm/model/model.ts';
import type { Patient } from '../../contact/model/patient.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Link } from '../../state/patients/link.ts';
import type { RejectedRow } from '../../state/patients/rejected.ts';
import type { SeenPatients } from '../audit/seen-patients.ts';
import type { SetAside } from '../branches/set-aside.ts';
import type { CrmSnapshot } from '../crm/crm-snapshot.ts';
import { readContact } from '../crm/read-contact.ts';
import { noteEndedBookings } from '../guard/ended-bookings.ts';
import type { Guard } from '../guard/guard.ts';
import type { GuardedWrite } from '../guard/ledger.ts';
import { isHeld } from '../identity/held/held.ts';
import { knownPersons } from '../identity/known-persons.ts';
import { type Decision, decide } from '../item/decide.ts';
import type { LiveContact } from '../item/live-contact.ts';
import { type Subject, warningCounts } from '../item/subject.ts';
import type { Change, Item, Verdict } from '../item/verdicts.ts';
import type { UnlinkedPatients } from '../link/unlinked-patients.ts';
import type { Pass } from '../pass/pass-context.ts';
import type { FindingKind } from '../run/findings/finding-kinds.ts';
import type { PassPlan, PlannedAction } from './pass-plan.ts';
import { inTurns } from './turns.ts';

/** Where a survey writes down what it finds. */
export interface PlanBook {
  readonly plan: PassPlan;
  readonly fresh: UnlinkedPatients;
  readonly guard: Guard;
  /** amoCRM as a full read saw it, to compare with; null in an incremental pass. */
  readonly snapshot: CrmSnapshot | null;
  /** Contacts that fresh patients may be matched to. */
  readonly candidates: CrmSnapshot;
  /** Who is in none of the chosen branches. */
  readonly aside: SetAside;
  /** Only some of the plan is carried out (`--limit`): of whom it holds it is told when he is taken. */
  readonly isLimited?: boolean;
  /** Where an audit notes whose values go over otherwise than IDENT has them. */
  readonly seen?: SeenPatients;
}

/** Takes patients who need a contact of their own and nothing else to be known before it is made. */
export interface CreateAtOnce {
  /** Whether contacts may be made while others are still planned; waits for what has to be known for it. */
  isOpen(): Promise<boolean>;
  create(subjects: readonly Subject[]): Promise<void>;
}

/** Reads patients, decides for each, counts and plans; writes nothing to amoCRM, but for what is created at once. */
export async function planPatients(
  pass: Pass,
  patients: readonly Patient[],
  book: PlanBook,
  createAtOnce?: CreateAtOnce,
): Promise<void> {
  const those = await book.aside.part(patients);
  const forgotten = await pass.state.forgotten.among(those.map(({ id }) => id));
  pass.counts.read += forgotten.size;
  pass.counts.forgotten += forgotten.size;
  const wanted = those.filter(({ id }) => !forgotten.has(id));
  const early = await decidePatients(pass, wanted, book);
  const isOpen = (await createAtOnce?.isOpen()) === true;
  // Whoever was found meanwhile is not alone any more.
  const isLate = createAtOnce !== undefined && !isOpen;
  const decided = isLate ? await decidePatients(pass, wanted, book) : early;
  await noteEndedBookings(pass, decided);
  const rows: { patientId: PatientId; action: PlannedAction }[] = [];
  const fresh: Subject[] = [];
  const nothingToSend: PatientId[] = [];
  for (const one of decided) {
    const { subject, decision, link, wasRejected, isConfirmed, live } = one;
    pass.counts.read += 1;
    if (isConfirmed) book.guard.exempt(subject.id);
    if (book.isLimited !== true || planNothing.has(decision.action)) tellOf(pass, one);
    switch (decision.action) {
      case 'unchanged':
        pass.counts.unchanged += 1;
        // What was rejected is no more what IDENT says: there is nothing left to send.
        if (wasRejected) nothingToSend.push(subject.id);
        break;
      case 'waiting':
      case 'uncertain':
        pass.counts[decision.action] += 1;
        break;
      case 'missing':
        pass.counts.missing += 1;
        // Said again by every deep pass, as long as it is so.
        pass.found({
          kind: 'missing',
          patientId: subject.id,
          contactId: link?.contactId ?? null,
        });
        // What was rejected is not sent to anybody any more.
        if (wasRejected && !isConfirmed) nothingToSend.push(subject.id);
        break;
      case 're-create':
      case 'new':
        if (decision.action === 're-create') book.guard.count('re-created', subject.id);
        fresh.push(subject);
        rows.push({ patientId: subject.id, action: 'create' });
        break;
      case 'identity-changed':
        book.guard.count('identity-changed', subject.id);
        rows.push({ patientId: subject.id, action: 'identity-changed' });
        break;
      default:
        if (link !== undefined) {
          countGuarded(pass, book.guard, { subject, link, change: decision.change, live });
        }
        rows.push({ patientId: subject.id, action: decision.action });
    }
  }
  await book.seen?.noteWarned(decided.map(({ subject }) => subject));
  await pass.state.rejected.remove(nothingToSend);
  await book.fresh.add(fresh);
  const atOnce = isOpen ? await withoutCandidate(book.candidates, fresh) : [];
  const created = new Set(atOnce.map(({ id }) => id));
  await book.plan.add(rows.filter(({ patientId }) => !created.has(patientId)));
  await pass.spill();
  if (isOpen) await createAtOnce?.create(atOnce);
}

/** What is planned for nobody. */
const planNothing: ReadonlySet<string> = new Set([
  'unchanged',
  'waiting',
  'missing',
  'uncertain',
] satisfies Decided['decision']['action'][]);

/** What goes over otherwise than IDENT has it, and what the comparison found. */
export function tellOf(
  pass: Pass,
  { subject, decision, link }: Pick<Decided, 'subject' | 'decision' | 'link'>,
): void {
  const contactId = link?.contactId ?? null;
  const { unreadable, ...warned } = warningCounts(subject);
  tellUnreadable(pass, { patientId: subject.id, contactId }, unreadable);
  pass.counts.countWarned(warned);
  if ('change' in decision) tell(pass, subject.id, contactId, decision.change);
}

/** Those whose phones no contact has: whatever other patients there are, no match can be found for them. */
async function withoutCandidate(
  candidates: CrmSnapshot,
  subjects: readonly Subject[],
): Promise<readonly Subject[]> {
  const phones = subjects.flatMap(({ hashes }) => hashes.phones ?? []);
  const held = await candidates.phonesAmong(phones);
  return subjects.filter(({ hashes }) => !hashes.phones?.some((hash) => held.has(hash)));
}

export interface Decided {
  readonly subject: Subject;
  readonly decision: Decision | { readonly action: 'uncertain' };
  readonly link: Link | undefined;
  readonly wasRejected: boolean;
  /** A person said that it is the same one, in spite of all that differs. */
  readonly isConfirmed: boolean;
  /** The contact as it holds now, where it was decided by that. */
  readonly live: LiveContact | undefined;
}

/** What is to be done for each of these patients, seen from the state of this moment. */
export async function decidePatients(
  pass: Pass,
  patients: readonly Patient[],
  { snapshot }: Pick<PlanBook, 'snapshot'>,
): Promise<readonly Decided[]> {
  const subjects = patients.map((patient) => pass.subjects.make(patient));
  const ids = subjects.map(({ id }) => id);
  const links = await pass.state.links.ofPatients(ids);
  const rejected = await pass.state.rejected.ofPatients(ids);
  const holds = await pass.state.holds.ofPatients([...rejected.keys()]);
  const undecided = await pass.state.intents.among(ids);
  const contacts: ContactId[] = [...links.values()].map(({ contactId }) => contactId);
  const seen = snapshot && (await liveContacts(pass, snapshot, contacts));
  const persons = await knownPersons(pass, subjects, { links, live: seen });
  const yielding = await pass.truce.yielding();
  const one = (subject: Subject): Decided => {
    const { id } = subject;
    const row = rejected.get(id);
    const link = links.get(id);
    const live = link && seen?.get(link.contactId);
    const wasRejected = row !== undefined;
    const known = { subject, link, live, wasRejected, isConfirmed: isConfirmed(row) };
    // A create whose outcome is not decided is not sent again (I1); an orphan that turned up just now is judged by the
    // next pass, before anything is written to it.
    if (undecided.has(id) || link?.status === 'orphan') {
      return { ...known, decision: { action: 'uncertain' } };
    }
    const decision = decide(subject, {
      link,
      rejected: row,
      separating: holds.get(id)?.decision === 'separate',
      live,
      retryRejected: pass.mode === 'deep',
      reCreate: pass.reCreating.has(id),
      policies: pass.policies,
      yielding: (change) => yielding(id, change),
      commonPhones: persons.commonPhones,
      shown: link && persons.shown.get(link.contactId),
    });
    return { ...known, decision };
  };
  const decided: Decided[] = [];
  for await (const some of inTurns(subjects)) decided.push(...some.map(one));
  return decided;
}

const isConfirmed = (row: RejectedRow | undefined): boolean =>
  row !== undefined && isHeld(row) && row.fingerprint === '';

/** Contacts as this pass saw them; those that another one wrote since are read anew. */
async function liveContacts(
  pass: Pass,
  snapshot: CrmSnapshot,
  ids: readonly ContactId[],
): Promise<ReadonlyMap<ContactId, LiveContact>> {
  const upTo = await pass.state.runs.latestId();
  for (const id of await snapshot.outdated(ids)) {
    pass.signal?.throwIfAborted();
    const contact = await readContact(pass, id);
    if (contact !== null) await snapshot.add([pass.live.read(contact)], { upTo });
  }
  return await snapshot.contacts(ids);
}

function countGuarded(
  { ledger, rules, firstFills }: Pass,
  guard: Guard,
  write: GuardedWrite,
): void {
  for (const { kind } of ledger.parts(write)) guard.count(kind, write.subject.id);
  rules.count(write.link, write.change);
  firstFills?.count(write.change);
}

/** Counts and reports what IDENT has of a patient and nobody can read: amoCRM keeps what it has of it. */
export function tellUnreadable(
  pass: Pick<Pass, 'counts' | 'found'>,
  whose: { readonly patientId: PatientId; readonly contactId: ContactId | null },
  subjects: readonly string[],
): void {
  for (const subject of subjects) {
    pass.counts.countUnreadable(subject);
    pass.found({ kind: 'unreadable', ...whose, subject });
  }
}

/** Reports what a comparison found besides what is to be written. */
export function tell(
  pass: Pass,
  patientId: PatientId,
  contactId: ContactId | null,
  change: Change,
): void {
  for (const [item, verdict] of change.verdicts) {
    // The feed leaves it to the audit, which tells of it.
    if (verdict.act === 'leave' && verdict.why === 'fought' && pass.mode !== 'deep') continue;
    const kind = findingOf(item, verdict);
    if (kind !== null) pass.found({ kind, patientId, contactId, subject: item });
    if (kind === 'fought' && contactId !== null) pass.truce.told({ patientId, contactId, item });
  }
}

function findingOf(item: Item, verdict: Verdict): FindingKind | null {
  if (verdict.act === 'clear' || verdict.why === undefined || verdict.why === 'changed')
    return null;
  if (verdict.why === 'fought') return 'fought';
  if (item === 'name') return verdict.act === 'write' ? 'name-restored' : 'name-edited';
  return findingKinds[verdict.why];
}

const findingKinds = {
  drifted: 'drifted',
  'changed-both': 'changed-both',
  edited: 'field-edited',
  foreign: 'foreign-value',
} as const satisfies Readonly<Record<string, FindingKind>>;
