import type { AmoContact, ContactId } from '../amocrm/model.ts';
import type { PatientId } from '../contact/patient.ts';
import type { Link } from '../state/links.ts';
import type { Repositories } from '../state/open-state.ts';
import { createdLink, foundLink, recordLink } from './acknowledge.ts';
import type { CrmSnapshot } from './crm-snapshot.ts';
import type { LiveContact } from './live-contact.ts';
import type { Pass } from './pass-context.ts';

/**
 * Contacts that name a patient whom no link knows become that patient's, whoever made them: the state was lost or
 * restored, or another installation is at work. Nothing is written to amoCRM; whether IDENT shows the patient, the
 * reading of IDENT tells (`orphan` until then). A patient whose contact is about to be made anew, or was when the
 * process died, is linked to what carries it.
 *
 * @returns the patients that were linked.
 */
export async function linkFound(
  pass: Pass,
  contacts: readonly LiveContact[],
): Promise<readonly PatientId[]> {
  const linked: PatientId[] = [];
  const ordered = contacts.toSorted((a, b) => a.contactId - b.contactId);
  const named = ordered.flatMap(({ patientId }) => patientId ?? []);
  const forgotten = await pass.state.forgotten.among(named);
  for (const live of ordered) {
    const { patientId } = live;
    if (patientId === null || forgotten.has(patientId)) continue;
    const kind = await pass.state.transaction((tx) => linkOne(pass, tx, patientId, live));
    if (kind === null) continue;
    pass.reCreating.delete(patientId);
    pass.found({ kind, patientId, contactId: live.contactId });
    if (kind === 'merged-left') continue;
    linked.push(patientId);
    pass.counts.relinked += 1;
  }
  return linked;
}

async function linkOne(
  pass: Pass,
  tx: Repositories,
  patientId: PatientId,
  live: LiveContact,
): Promise<'relinked' | 'merged' | 'merged-left' | null> {
  const { contactId } = live;
  const ofPatient = (await tx.links.ofPatients([patientId])).get(patientId);
  const ofContact = (await tx.links.ofContacts([contactId])).get(contactId);
  const reCreating = pass.reCreating.has(patientId);
  if (ofContact !== undefined) {
    // One contact carries one patient and is never taken over by another (I3).
    if (!reCreating || ofContact.patientId !== patientId) return null;
    // The contact that was gone a moment ago is there again.
    await tx.links.setStatus(patientId, 'linked');
    return 'relinked';
  }
  const intent = await tx.intents.ofPatient(patientId);
  if (ofPatient === undefined) {
    await recordLink(
      tx,
      intent
        ? createdLink(patientId, contactId, intent.sent)
        : foundLink(live, patientId, { status: 'orphan', origin: 'found' }),
    );
    return 'relinked';
  }
  if (ofPatient.status !== 'missing') return null;
  if (intent !== undefined && contactId > intent.highestContactId) {
    await recordLink(tx, createdLink(patientId, contactId, intent.sent));
    return 'relinked';
  }
  if (!reCreating) return null;
  return await linkSurvivor(pass, tx, ofPatient, contactId);
}

/**
 * A contact that names the patient of a contact that is gone: as a rule they were merged. Its values are compared with
 * what was acknowledged of the one that is gone, and repaired where they differ.
 */
export async function linkSurvivor(
  { policies }: Pass,
  { links }: Pick<Repositories, 'links'>,
  link: Link,
  contactId: ContactId,
): Promise<'merged' | 'merged-left'> {
  if (policies.merged === 'report') {
    await links.setStatus(link.patientId, 'missing');
    return 'merged-left';
  }
  const status = link.status === 'missing' ? 'linked' : link.status;
  await links.save({ ...link, status, contactId });
  return 'merged';
}

/** {@link linkFound} for what a full read saw of these patients. */
export async function linkCarrying(
  pass: Pass,
  snapshot: CrmSnapshot,
  patients: readonly PatientId[],
): Promise<void> {
  for (let at = 0; at < patients.length; at += 250) {
    const carrying = await snapshot.carrying(patients.slice(at, at + 250));
    await linkFound(pass, [...carrying.values()].flat());
  }
}

/** {@link linkFound} for everything that a full read saw. */
export async function linkSnapshot(pass: Pass, snapshot: CrmSnapshot): Promise<number> {
  let count = 0;
  for (let after = 0; ; ) {
    const rows = await snapshot.links.unlinked(after, 250);
    if (rows.length === 0) return count;
    const contacts = await snapshot.contacts(rows.map(({ contactId }) => contactId));
    count += (await linkFound(pass, [...contacts.values()])).length;
    await pass.spill();
    after = rows.at(-1)?.patientId ?? Number.MAX_SAFE_INTEGER;
  }
}

/** {@link linkFound} for contacts as amoCRM answered them. */
export function linkAnswered(
  pass: Pass,
  contacts: readonly AmoContact[],
): Promise<readonly PatientId[]> {
  return linkFound(
    pass,
    contacts.map((contact) => pass.live.read(contact)),
  );
}
