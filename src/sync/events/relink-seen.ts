import type { ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import { type PatientId, patientIdText } from '../../contact/model/patient-key.ts';
import type { LinkState } from '../../state/patients/link.ts';
import { resolveLinks } from '../audit/unseen.ts';
import { pageSize, pagesOf } from '../crm/contact-pages.ts';
import type { CrmSnapshot } from '../crm/crm-snapshot.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass } from '../pass/pass-context.ts';

/** What was seen of the contacts that the feed named. */
export interface SeenContacts {
  readonly contacts: readonly LiveContact[];
  /** Links whose contacts amoCRM does not answer by their ids. */
  readonly unanswered: readonly LinkState[];
}

/**
 * Brings the links to what was seen, as a deep pass does: who is there again is linked again, who follows a merge goes
 * to the survivor, and the others are missing.
 */
export async function relinkSeen(
  pass: Pass,
  snapshot: CrmSnapshot,
  { contacts, unanswered }: SeenContacts,
): Promise<void> {
  for (const some of chunks(contacts, pageSize)) await snapshot.add(some);
  const known = new Set(contacts.map(({ contactId }) => contactId));
  for (const { patientId } of unanswered) await addSurvivors(pass, snapshot, patientId, known);
  await resolveLinks(pass, snapshot, unanswered);
}

/** Contacts that name the patient of one that is gone, wherever they stand: no event says who survived a merge. */
async function addSurvivors(
  pass: Pass,
  snapshot: CrmSnapshot,
  patientId: PatientId,
  known: ReadonlySet<ContactId>,
): Promise<void> {
  const query = patientIdText(patientId);
  for await (const page of pagesOf((number) =>
    pass.amo.contacts({ query, page: number, limit: pageSize }),
  )) {
    pass.signal?.throwIfAborted();
    const carrying = page.contacts.filter(
      (contact) => pass.live.patientId(contact) === patientId && !known.has(contact.id),
    );
    await snapshot.add(carrying.map((contact) => pass.live.read(contact)));
  }
}
