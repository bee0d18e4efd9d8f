import type { ContactId } from '../../../amocrm/model.ts';
import type { PatientId } from '../../../contact/patient.ts';
import { searchForms } from '../../../contact/phones.ts';
import { pageSize } from '../../crm/contact-pages.ts';
import type { Pass } from '../../pass/pass-context.ts';

/** Rows of one request share their fate as a rule: a few of them speak for all. */
const mostAsked = 3;

/**
 * Looks for creates that the newest contacts do not show by a phone of theirs, wherever they stand: that ids of new
 * contacts grow (A1) is what makes the newest a proof, and where one create is lost no answer has yet spoken against it.
 *
 * @returns contacts that name one of these patients.
 */
export async function searchLost(
  { amo, ident, live, signal, subjects }: Pass,
  lost: readonly PatientId[],
): Promise<readonly ContactId[]> {
  const found: ContactId[] = [];
  const wanted = new Set(lost);
  for (const patient of await ident.byIds(lost.slice(0, mostAsked))) {
    const [query] = (subjects.make(patient).contact.phones ?? []).flatMap(searchForms);
    if (query === undefined) continue;
    signal?.throwIfAborted();
    const { contacts } = await amo.contacts({ query, page: 1, limit: pageSize });
    for (const contact of contacts) {
      const patientId = live.patientId(contact);
      if (patientId !== null && wanted.has(patientId)) found.push(contact.id);
    }
  }
  return found;
}
