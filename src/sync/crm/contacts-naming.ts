import type { AmoContact } from '../../amocrm/model/model.ts';
import { type PatientId, patientIdText } from '../../contact/model/patient-key.ts';
import type { Pass } from '../pass/pass-context.ts';
import { pageSize, pagesOf } from './contact-pages.ts';

/** Every contact whose IDENT-id field names the patient, wherever it stands: duplicates too, and ones that no link knows. */
export async function contactsNaming(
  { amo, live, signal }: Pick<Pass, 'amo' | 'live' | 'signal'>,
  id: PatientId,
): Promise<readonly AmoContact[]> {
  const found: AmoContact[] = [];
  const query = patientIdText(id);
  for await (const { contacts } of pagesOf((page) =>
    amo.contacts({ query, page, limit: pageSize }),
  )) {
    signal?.throwIfAborted();
    found.push(...contacts.filter((contact) => live.patientId(contact) === id));
  }
  return found;
}
