import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Intent } from '../../state/patients/intents.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass } from '../pass/pass-context.ts';

/** A contact that names a patient who may be linked to it. */
export interface Candidate {
  readonly patientId: PatientId;
  readonly live: LiveContact;
  /** `ours`: made by a create of ours, or linked before and found gone. `found`: whoever made it. */
  readonly as: 'ours' | 'found';
  /** The create that made it; absent: none did. */
  readonly intent?: Intent;
}

/**
 * Leaves out who is forgotten, or linked, and contacts that carry another patient or were judged before: of those a
 * person decides, unless they agree by now.
 */
export async function candidatesAmong(
  pass: Pass,
  contacts: readonly LiveContact[],
): Promise<readonly Candidate[]> {
  const ordered = contacts.toSorted((a, b) => a.contactId - b.contactId);
  const named = [...new Set(ordered.flatMap(({ patientId }) => patientId ?? []))];
  const { state, reCreating } = pass;
  const forgotten = await state.forgotten.among(named);
  const links = await state.links.ofPatients(named);
  const carriers = await state.links.ofContacts(ordered.map(({ contactId }) => contactId));
  const holds = await state.holds.ofPatients(named);
  const apart = await state.holds.apart(named);
  const candidates: Candidate[] = [];
  for (const live of ordered) {
    const { patientId, contactId } = live;
    if (patientId === null || forgotten.has(patientId)) continue;
    if (apart.get(patientId)?.has(contactId)) continue;
    const hold = holds.get(patientId);
    // What a person decided is carried out before a pass looks at anybody.
    if (hold?.decision === 'separate') continue;
    // Who was judged before is judged again by a deep pass.
    const isAgain = pass.onForeignContacts === 'go-on';
    if (hold !== undefined && !isAgain) continue;
    const carrier = carriers.get(contactId);
    const link = links.get(patientId);
    const found = { patientId, live };
    if (carrier !== undefined) {
      // One contact carries one patient and is never taken over by another (I3).
      if (carrier.patientId !== patientId) continue;
      if (reCreating.has(patientId)) candidates.push({ ...found, as: 'ours' });
      else if (carrier.status === 'orphan' && isAgain) candidates.push({ ...found, as: 'found' });
      continue;
    }
    if (link !== undefined && link.status !== 'missing') continue;
    const intent = await state.intents.ofPatient(patientId);
    const isOurs = intent !== undefined && contactId > intent.highestContactId;
    if (isOurs) candidates.push({ ...found, as: 'ours', intent });
    else if (link === undefined || reCreating.has(patientId)) {
      candidates.push({ ...found, as: 'found' });
    }
  }
  return candidates;
}
