import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient.ts';
import { isHeld } from '../identity/held/held.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass } from '../pass/pass-context.ts';

/** More refused patients are not held against each new contact: the next audit tries them all again. */
const mostRefused = 500;

/**
 * Patients whom amoCRM refused a contact, and of whose phones one stands in a contact that is new there: they are tried
 * again, and may take it over.
 */
export async function waitingFor(
  pass: Pass,
  contacts: readonly LiveContact[],
): Promise<readonly PatientId[]> {
  const phones = new Set(contacts.flatMap((contact) => contact.phones));
  if (phones.size === 0) return [];
  const refused = (await pass.state.rejected.all()).filter((row) => !isHeld(row));
  const ids = refused.map(({ patientId }) => patientId);
  if (ids.length === 0 || ids.length > mostRefused) return [];
  const linked = await pass.state.links.heldAmong(ids);
  const waiting: PatientId[] = [];
  for (const some of chunks(
    ids.filter((id) => !linked.has(id)),
    100,
  )) {
    for (const patient of await pass.ident.byIds(some, { patients: some.length })) {
      const { hashes } = pass.subjects.make(patient);
      if (hashes.phones?.some((hash) => phones.has(hash))) waiting.push(patient.id);
    }
  }
  if (waiting.length > 0) await pass.state.rejected.retry({ ids: waiting });
  return waiting;
}
