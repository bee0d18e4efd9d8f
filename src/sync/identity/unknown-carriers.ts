import type { ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { asContact, traces } from '../../contact/person/person-evidence.ts';
import type { CrmSnapshot } from '../crm/crm-snapshot.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Subject } from '../item/subject.ts';
import type { Pass } from '../pass/pass-context.ts';
import { agreement, isAnothers, verdict } from './agreement.ts';
import { idUnreadable } from './held/held.ts';
import { hold, tellHeld } from './held/hold.ts';
import { commonPhones } from './known-persons.ts';

/**
 * Who of these may be the one in a contact whose IDENT-id field holds no id: such a contact carries a patient of whom is
 * not known which, and whoever agrees with it must not get a second one.
 */
export async function mayBeCarried(
  pass: Pass,
  snapshot: CrmSnapshot,
  subjects: readonly Subject[],
): Promise<ReadonlyMap<PatientId, ContactId>> {
  const found = new Map<PatientId, ContactId>();
  const persons = subjects.flatMap(({ id, person }) => (person ? [{ id, person }] : []));
  const carriers = new Map<ContactId, LiveContact>();
  for (const page of chunks(persons, pageSize)) {
    const hashes = new Set(page.flatMap(({ person }) => traces(asContact(person))));
    for (const live of await snapshot.carryingUnknown([...hashes])) {
      carriers.set(live.contactId, live);
    }
  }
  if (carriers.size === 0) return found;
  const all = [...carriers.values()];
  const common = await commonPhones(
    pass,
    all.map((live) => live.person),
  );
  const apart = await pass.state.holds.apart(persons.map(({ id }) => id));
  for (const { id, person } of persons) {
    const carrier = all.find(
      (live) =>
        !apart.get(id)?.has(live.contactId) &&
        verdict(agreement(person, live.person, common)) === 'agrees',
    );
    if (carrier !== undefined) found.set(id, carrier.contactId);
  }
  return found;
}

/** Holds a patient for whom a contact would have been made. */
export async function holdCarried(
  pass: Pass,
  { id, fingerprint, hashes }: Subject,
  contactId: ContactId,
): Promise<void> {
  const phones = hashes.phones ?? [];
  await pass.ledger.write((tx) =>
    hold(pass, { code: idUnreadable, patientId: id, contactId, fingerprint, phones }, tx),
  );
  tellHeld(pass, id, idUnreadable);
}

/**
 * A create of ours that was not found, while contacts of its time carry nobody knows whom: one that is not plainly
 * another's may be what it made.
 *
 * @returns whether the patient is held.
 */
export async function holdLost(
  pass: Pass,
  patientId: PatientId,
  carriers: readonly LiveContact[],
): Promise<boolean> {
  const isHeld = await pass.state.transaction(async (tx) => {
    const intent = await tx.intents.ofPatient(patientId);
    const links = await tx.links.ofContacts(carriers.map(({ contactId }) => contactId));
    const carrier =
      intent &&
      carriers.find((live) => !links.has(live.contactId) && !isAnothers(intent.sent, live));
    if (intent === undefined || carrier === undefined) return false;
    const { contactId } = carrier;
    const { phones } = intent.sent;
    await hold(pass, { code: idUnreadable, patientId, contactId, phones }, tx);
    return true;
  });
  if (isHeld) tellHeld(pass, patientId, idUnreadable);
  return isHeld;
}

/** Of patients whose hashes go into one statement. */
const pageSize = 500;
