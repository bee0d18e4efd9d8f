import { UnknownOutcomeError } from '../../../amocrm/errors/errors.ts';
import type { AmoContact, ContactId } from '../../../amocrm/model/model.ts';
import { type PatientId, patientIdText } from '../../../contact/model/patient-key.ts';
import type { Hold } from '../../../state/patients/holds.ts';
import { pagesOf } from '../../crm/contact-pages.ts';
import { readContact } from '../../crm/read-contact.ts';
import { foundLink, recordLink } from '../../item/acknowledged/acknowledge.ts';
import type { Pass } from '../../pass/pass-context.ts';
import { noted } from '../../write/noted.ts';
import { identityChanged, isHeld } from './held.ts';

/**
 * Carries out what people decided of held patients, before a pass looks at anybody. Each step can be broken off anywhere:
 * a decision is gone only with its outcome, and the next pass begins it anew.
 *
 * @param decided of whom anything may have been decided.
 * @param only these patients, in a pass over single ones.
 */
export async function carryOutDecisions(
  pass: Pass,
  decided: readonly PatientId[],
  only: readonly PatientId[] | null,
): Promise<void> {
  const { rejected, holds } = pass.state;
  const concerned = [...new Set(decided)].filter((id) => only?.includes(id) ?? true);
  const rows = await rejected.ofPatients(concerned);
  const known = await holds.ofPatients(concerned);
  for (const row of rows.values()) {
    pass.signal?.throwIfAborted();
    const none: Hold = { patientId: row.patientId, contactId: null, decision: null };
    const held = known.get(row.patientId) ?? none;
    if (held.decision === 'separate') await separate(pass, held);
    // A changed identity has its link: the values are written as of any other patient.
    else if (isHeld(row) && row.code !== identityChanged) await confirm(pass, held);
  }
}

/** The contact is another person's: our id is taken out of it, and the patient is as if it had never been found. */
async function separate(pass: Pass, { patientId, contactId }: Hold): Promise<void> {
  await pass.online();
  const carriers = await carriersOf(pass, patientId, contactId);
  const cleared = await clearId(pass, patientId, carriers);
  if (!cleared) {
    // What amoCRM does not confirm is asked for again by the next pass.
    pass.counts.deferred += 1;
    return;
  }
  await pass.ledger.write(async (tx) => {
    const link = await tx.links.ofPatient(patientId);
    const apart = carriers.map(({ id }) => id);
    if (link !== undefined && (link.contactId === contactId || apart.includes(link.contactId))) {
      await tx.links.remove(patientId);
    }
    await tx.holds.keepApart(patientId, [...(contactId === null ? [] : [contactId]), ...apart]);
    await tx.rejected.remove([patientId]);
  });
}

/** The same person: the contact becomes the patient's, whatever it shows. */
async function confirm(pass: Pass, { patientId, contactId }: Hold): Promise<void> {
  await pass.online();
  const [patient] = await pass.ident.byIds([patientId]);
  // Whoever is no more in IDENT is nobody's to link.
  if (patient === undefined) return;
  const [contact] = await carriersOf(pass, patientId, contactId, { orUnknown: true });
  const { person, hashes } = pass.subjects.make(patient);
  const isLinked = await pass.ledger.write(async (tx) => {
    // Before the link: it is what a pass would go by.
    await tx.rejected.remove([patientId]);
    if (contact === undefined) return false;
    const link = await tx.links.ofPatient(patientId);
    if (link === undefined) {
      const made = { status: 'linked', origin: 'found', person } as const;
      await recordLink(tx, foundLink(pass.live.read(contact), patientId, made), hashes.phones);
      return true;
    }
    if (link.status !== 'missing') return false;
    // Whatever policy says of contacts that were merged: a person said it of this one.
    await tx.links.save({ ...link, status: 'linked', person, contactId: contact.id });
    return true;
  });
  if (contact === undefined || !isLinked) return;
  pass.counts.relinked += 1;
  pass.found({ kind: 'relinked', patientId, contactId: contact.id });
}

/**
 * Contacts in which the patient's id stands and that carry nobody else, the one in question first.
 *
 * @param orUnknown the one in question also where it carries nobody knows whom.
 */
async function carriersOf(
  pass: Pass,
  patientId: PatientId,
  inQuestion: ContactId | null,
  { orUnknown = false } = {},
): Promise<readonly AmoContact[]> {
  const found: AmoContact[] = [];
  const first = inQuestion === null ? null : await readContact(pass, inQuestion);
  if (first !== null) found.push(first);
  const query = patientIdText(patientId);
  for await (const { contacts } of pagesOf((page) => pass.amo.contacts({ query, page }))) {
    pass.signal?.throwIfAborted();
    found.push(...contacts.filter(({ id }) => id !== inQuestion));
  }
  const naming = found.filter(
    (contact) =>
      pass.live.patientId(contact) === patientId ||
      (orUnknown && contact.id === inQuestion && pass.live.carriesUnknown(contact)),
  );
  const links = await pass.state.links.ofContacts(naming.map(({ id }) => id));
  return naming.filter(({ id }) => (links.get(id)?.patientId ?? patientId) === patientId);
}

/** @returns whether amoCRM does not show the id in any of them any more. */
async function clearId(
  pass: Pass,
  patientId: PatientId,
  contacts: readonly AmoContact[],
): Promise<boolean> {
  const field = pass.fields.byKey.get('patient_id');
  if (contacts.length === 0 || field === undefined) return true;
  const { departure } = await noted(pass, async () => {
    await pass.state.provePassLock();
    await pass.ledger.open();
  });
  try {
    await pass.amo.updateContacts(
      contacts.map(({ id }) => ({
        id,
        request_id: String(id),
        custom_fields_values: [{ field_id: field.fieldId, values: null }],
      })),
      departure,
    );
  } catch (error) {
    // Whether it arrived, the reading below tells; if it does later, it clears what is to be cleared.
    if (!(error instanceof UnknownOutcomeError)) throw error;
  }
  for (const { id } of contacts) {
    const after = await readContact(pass, id);
    if (after !== null && pass.live.patientId(after) === patientId) return false;
  }
  return true;
}
