import type { ContactId } from '../../amocrm/model/model.ts';
import { keyset } from '../../keyset.ts';
import { pageSize } from '../crm/contact-pages.ts';
import type { CrmSnapshot } from '../crm/crm-snapshot.ts';
import { agreement, verdict } from '../identity/agreement.ts';
import type { Pass } from '../pass/pass-context.ts';
import type { UnlinkedPatients } from './unlinked-patients.ts';

/**
 * Matches by the id that somebody's earlier script put into a field of its own: it may be any number, so the person has
 * to agree. That field is only read; the contact becomes the patient's like one that is found by a phone.
 */
export async function matchByFormerId(
  pass: Pass,
  fresh: UnlinkedPatients,
  snapshot: CrmSnapshot,
): Promise<void> {
  if (pass.fields.formerId === undefined) return;
  const lookUp = { patients: null };
  const pages = keyset(
    (after: ContactId) => snapshot.withFormerId(after, pageSize),
    ({ contactId }) => contactId,
  );
  for await (const page of pages) {
    const links = await pass.state.links.ofContacts(page.map(({ contactId }) => contactId));
    const patients = await pass.ident.byIds(
      page.flatMap(({ formerId }) => formerId ?? []),
      lookUp,
    );
    // Whom a person has told apart from a contact is not matched to it again.
    const apart = await pass.state.holds.apart(patients.map(({ id }) => id));
    const subjects = new Map(patients.map((patient) => [patient.id, pass.subjects.make(patient)]));
    for (const { contactId, formerId, person } of page) {
      const subject = formerId === undefined ? undefined : subjects.get(formerId);
      if (subject?.person === undefined || links.has(contactId)) continue;
      if (apart.get(subject.id)?.has(contactId)) continue;
      if (verdict(agreement(subject.person, person)) !== 'agrees') continue;
      const match = { patientId: subject.id, contactId };
      const others = await fresh.matches([subject.id]);
      if (others.has(subject.id)) pass.found({ kind: 'possible-double', ...match });
      else await fresh.match(match);
    }
  }
}
