import type { AmoContact } from '../amocrm/model.ts';
import type { PatientId } from '../contact/patient.ts';
import { createdLink, foundLink, recordLink } from './acknowledge.ts';
import type { CrmSnapshot } from './crm-snapshot.ts';
import type { LiveContact } from './live-contact.ts';
import type { Pass } from './pass-context.ts';

/**
 * Contacts that name a patient whom no link knows become that patient's, whoever made them: the state was lost or
 * restored, or another installation is at work. Nothing is written to amoCRM; whether IDENT shows the patient, the
 * reading of IDENT tells (`orphan` until then).
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
    const done = await pass.state.transaction(async (tx) => {
      const ofPatient = (await tx.links.ofPatients([patientId])).get(patientId);
      const ofContact = (await tx.links.ofContacts([live.contactId])).get(live.contactId);
      // One contact carries one patient and is never taken over by another (I3).
      if (ofPatient !== undefined || ofContact !== undefined) return false;
      const intent = (await tx.intents.all()).find((one) => one.patientId === patientId);
      const link = intent
        ? createdLink(patientId, live.contactId, intent.sent)
        : foundLink(live, patientId, { status: 'orphan', origin: 'found' });
      await recordLink(tx, link);
      return true;
    });
    if (done) {
      linked.push(patientId);
      pass.counts.relinked += 1;
      pass.found({ kind: 'relinked', patientId, contactId: live.contactId });
    }
  }
  return linked;
}

/** {@link linkFound} for everything that a full read saw. */
export async function linkSnapshot(pass: Pass, snapshot: CrmSnapshot): Promise<number> {
  let count = 0;
  for (let after = 0; ; ) {
    const rows = await snapshot.unlinked(after, 250);
    if (rows.length === 0) return count;
    const contacts = await snapshot.contacts(rows.map(({ contactId }) => contactId));
    count += (await linkFound(pass, [...contacts.values()])).length;
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
