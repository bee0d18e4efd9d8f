import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient.ts';
import { isHeld } from '../identity/held/held.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass } from '../pass/pass-context.ts';

/** More refused patients are not held against each new contact: the next audit tries them all again. */
const mostRefused = 500;

/** Patients without a contact whom amoCRM refused one; none where there are too many. */
async function refusedOnes({ state }: Pick<Pass, 'state'>): Promise<readonly PatientId[]> {
  const refused = (await state.rejected.all()).filter((row) => !isHeld(row));
  const ids = refused.map(({ patientId }) => patientId);
  if (ids.length === 0 || ids.length > mostRefused) return [];
  const linked = await state.links.heldAmong(ids);
  return ids.filter((id) => !linked.has(id));
}

/** Whether a phone that turns up in somebody's contact could matter to anybody. */
export const anyWaits = async (pass: Pick<Pass, 'state'>): Promise<boolean> =>
  (await refusedOnes(pass)).length > 0;

/**
 * Patients whom amoCRM refused a contact, and of whose phones one stands in a contact that people made or gave a phone: they are tried
 * again, and may take it over.
 */
export async function waitingFor(
  pass: Pass,
  contacts: readonly LiveContact[],
): Promise<readonly PatientId[]> {
  const phones = new Set(contacts.flatMap((contact) => contact.phones));
  if (phones.size === 0) return [];
  const waiting: PatientId[] = [];
  for (const some of chunks(await refusedOnes(pass), 100)) {
    for (const patient of await pass.ident.byIds(some, { patients: some.length })) {
      const { hashes } = pass.subjects.make(patient);
      if (hashes.phones?.some((hash) => phones.has(hash))) waiting.push(patient.id);
    }
  }
  if (waiting.length > 0) await pass.state.rejected.retry({ ids: waiting });
  return waiting;
}
