import type { AmoContact, ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Link, LinkState } from '../../state/patients/link.ts';
import { readNewest } from '../creates/absence/contact-reading.ts';
import { shownAfterMs } from '../creates/absence/timing.ts';
import type { CrmSnapshot } from '../crm/crm-snapshot.ts';
import { readContact } from '../crm/read-contact.ts';
import { GuardError, guardErrors } from '../guard/errors.ts';
import { Survivors } from '../identity/survivors.ts';
import type { Pass } from '../pass/pass-context.ts';

const voidShare = 0.05;
/** So many are asked for before it is made sure that the account still shows its contacts. */
const atOnce = 50;

/**
 * Contacts of links that a full read did not show: presence is proved by it, absence never, so each is fetched by its id
 * (204 = missing). More than 5 % of them unseen voids the reading, unless a list was late with what was just created: the
 * token's rights were cut, as a rule. A merged contact is relinked to the survivor that carries the patient's IDENT id, if
 * that one is linked to nobody else (policy). One that was missing and is there again is linked again by itself; one that
 * is missing is made anew if a person wants it so (policy), never on the word of an older pass: each is fetched once more.
 *
 * @param begunAt monotonic time when the full read began.
 * @throws GuardError CRM_READ_VOID, IDENTITY_DISAGREES, MASS_CHANGE.
 */
export async function resolveUnseen(
  pass: Pass,
  snapshot: CrmSnapshot,
  begunAt: number,
): Promise<void> {
  const { links } = pass.state;
  const linked = (await links.count()) - (await links.count('missing'));
  // One contact that somebody deleted is never a mass.
  const limit = Math.max(1, Math.floor(linked * voidShare), pass.allowance.most);
  let unseen = await snapshot.links.unseen();
  if (newlyOf(unseen).length > limit) {
    const ids = newlyOf(unseen).map(({ contactId }) => contactId);
    if (await readArrivals(pass, snapshot, { unseen: ids, begunAt })) {
      unseen = await snapshot.links.unseen();
    }
  }
  const newly = newlyOf(unseen);
  if (newly.length > limit) {
    throw new GuardError(
      guardErrors.readVoid({ unseen: newly.length, linked }),
      new Map([['unseen', newly.map(({ patientId }) => patientId)]]),
    );
  }
  await resolveLinks(pass, snapshot, unseen);
}

/**
 * A list may be late with what was created right before a full read (A12). Waits until it shows all that was there when
 * the read began, and reads the newest contacts once more. When they were created does not count: the wall clock may
 * have been set since.
 *
 * @param unseen contacts that the full read did not show.
 * @param begunAt monotonic time when it began.
 * @returns whether any of them could be so new.
 */
async function readArrivals(
  pass: Pass,
  snapshot: CrmSnapshot,
  { unseen, begunAt }: { readonly unseen: readonly ContactId[]; readonly begunAt: number },
): Promise<boolean> {
  const { state, clock, signal, live } = pass;
  const created = await state.meta.get('lastCreates');
  if (created === undefined || !unseen.some((id) => id > created.above)) return false;
  await clock.sleep(begunAt + shownAfterMs - clock.monotonic(), signal);
  await readNewest(pass, created.above, async (contacts) => {
    await snapshot.add(contacts.map((contact) => live.read(contact)));
  });
  return true;
}

/** The same of these links, whatever told that their contacts may be gone. */
export async function resolveLinks(
  pass: Pass,
  snapshot: CrmSnapshot,
  unseen: readonly LinkState[],
): Promise<void> {
  for (const one of await snapshot.links.returned()) await linkAgain(pass, one);
  const survivors = new Survivors(pass, snapshot);
  for (const some of chunks(unseen, atOnce)) {
    await resolveSome(pass, { snapshot, survivors }, some);
    await pass.spill();
  }
  await survivors.link();
}

/** What was missing before says nothing about this reading. */
const newlyOf = (unseen: readonly LinkState[]): readonly LinkState[] =>
  unseen.filter(({ status }) => status !== 'missing');

interface Seen {
  readonly snapshot: CrmSnapshot;
  readonly survivors: Survivors;
}

async function resolveSome(pass: Pass, seen: Seen, unseen: readonly LinkState[]): Promise<void> {
  const { links } = pass.state;
  const reCreates = pass.policies.missing === 'repair';
  const asked = new Map<LinkState, AmoContact | null>();
  for (const one of unseen) {
    pass.signal?.throwIfAborted();
    await pass.betweenPages?.();
    const isAsked = one.status !== 'missing' || reCreates;
    asked.set(one, isAsked ? await readContact(pass, one.contactId) : null);
  }
  const unanswered = unseen.filter((one) => asked.get(one) === null);
  // What was missing before, and is not asked for, needs no other proof than the one of then.
  const known = reCreates ? [] : unanswered.filter(({ status }) => status === 'missing');
  const suspects = unanswered.filter((one) => !known.includes(one));
  const gone = new Set([...known, ...(await pass.missingProof.of(suspects))]);
  for (const [one, contact] of asked) {
    if (contact === null && !gone.has(one)) continue;
    const link = await links.ofPatient(one.patientId);
    // Another pass may have dealt with it meanwhile.
    if (link?.contactId === one.contactId) await resolveOne(pass, seen, link, contact);
  }
}

/**
 * Those who were to get a contact anew are looked at last of all: theirs may have come back from the trash since it was
 * found missing, while others worked (I1).
 */
export async function relinkReturned(
  pass: Pass,
  snapshot: CrmSnapshot | null,
  ids: readonly PatientId[],
): Promise<void> {
  const again = ids.filter((id) => pass.reCreating.has(id));
  for (const link of (await pass.state.links.ofPatients(again)).values()) {
    const contact = await readContact(pass, link.contactId);
    if (contact === null) continue;
    // What it holds is compared before anything is written to it.
    await snapshot?.add([pass.live.read(contact)]);
    pass.reCreating.delete(link.patientId);
    await linkAgain(pass, link);
  }
}

async function linkAgain(
  { state, counts, found }: Pass,
  { patientId, contactId }: Pick<LinkState, 'patientId' | 'contactId'>,
): Promise<void> {
  await state.links.setStatus(patientId, 'linked');
  counts.relinked += 1;
  found({ kind: 'relinked', patientId, contactId });
}

async function resolveOne(
  pass: Pass,
  { snapshot, survivors }: Seen,
  link: Link,
  contact: AmoContact | null,
): Promise<void> {
  const { links } = pass.state;
  const { patientId, contactId, status } = link;
  if (contact !== null) {
    await snapshot.add([pass.live.read(contact)]);
    if (status === 'missing') await linkAgain(pass, { patientId, contactId });
    return;
  }
  if (await survivors.note(link)) return;
  // An orphan never was a patient's contact here, nor was one whose adoption never got through: nothing is missing.
  if (status === 'orphan' || !link.acknowledged.has('patient_id')) await links.remove(patientId);
  else {
    await links.setStatus(patientId, 'missing');
    // Only a deep pass proves that no other contact carries the patient.
    const isAudit = pass.mode === 'deep';
    if (isAudit && pass.policies.missing === 'repair') pass.reCreating.add(patientId);
  }
}
