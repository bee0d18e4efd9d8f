import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { isHeld } from '../identity/held/held.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass } from '../pass/pass-context.ts';

/** More rejected patients are not held against each new contact: the next audit tries them all again. */
const mostRejected = 500;

/** Patients without a contact for whom amoCRM rejected one; none where there are too many. */
async function rejectedOnes({ state }: Pick<Pass, 'state'>): Promise<readonly PatientId[]> {
  const rejected = (await state.rejected.all()).filter((row) => !isHeld(row));
  const ids = rejected.map(({ patientId }) => patientId);
  if (ids.length === 0 || ids.length > mostRejected) return [];
  const linked = await state.links.heldAmong(ids);
  return ids.filter((id) => !linked.has(id));
}

/** Whether a phone that turns up in somebody's contact could matter to anybody. */
export const anyWaits = async (pass: Pick<Pass, 'state'>): Promise<boolean> =>
  (await rejectedOnes(pass)).length > 0;

/**
 * Patients for whom amoCRM rejected a contact, and of whose phones one stands in a contact that people made or gave a phone: they are tried
 * again, and may take it over.
 */
export async function waitingFor(
  pass: Pass,
  contacts: readonly LiveContact[],
): Promise<readonly PatientId[]> {
  const phones = new Set(contacts.flatMap((contact) => contact.phones));
  if (phones.size === 0) return [];
  const waiting: PatientId[] = [];
  for (const some of chunks(await rejectedOnes(pass), 100)) {
    for (const patient of await pass.ident.byIds(some, { patients: some.length })) {
      const { hashes } = pass.subjects.make(patient);
      if (hashes.phones?.some((hash) => phones.has(hash))) waiting.push(patient.id);
    }
  }
  if (waiting.length > 0) await pass.state.rejected.retry({ ids: waiting });
  return waiting;
}
