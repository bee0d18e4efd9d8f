import type { ContactId } from '../../../amocrm/model/model.ts';
import type { PatientId } from '../../../contact/model/patient-key.ts';
import { searchForms } from '../../../contact/phone/phones.ts';
import { pageSize } from '../../crm/contact-pages.ts';
import type { Pass } from '../../pass/pass-context.ts';

/**
 * Looks for a create that the newest contacts do not show by a phone of its, wherever it stands: that ids of new contacts
 * grow (A1) is what makes the newest a proof, and where one create is lost no answer has yet spoken against it. Rows of
 * one request share their fate as a rule: the first that has a phone speaks for all.
 *
 * @returns contacts that name one of these patients.
 */
export async function searchLost(
  { amo, ident, live, signal, subjects }: Pass,
  lost: readonly PatientId[],
): Promise<readonly ContactId[]> {
  const wanted = new Set(lost);
  for (const patient of await ident.byIds(lost.slice(0, mostRead))) {
    const [query] = (subjects.make(patient).contact.phones ?? []).flatMap(searchForms);
    if (query === undefined) continue;
    signal?.throwIfAborted();
    const { contacts } = await amo.contacts({ query, page: 1, limit: pageSize });
    return contacts
      .filter((contact) => {
        const patientId = live.patientId(contact);
        return patientId !== null && wanted.has(patientId);
      })
      .map(({ id }) => id);
  }
  return [];
}

/** More need not be read to find one that has a phone. */
const mostRead = 10;
