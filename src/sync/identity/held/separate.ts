import type { PatientId } from '../../../contact/model/patient-key.ts';
import type { State } from '../../../state/open-state.ts';
import { SyncError } from '../../errors.ts';
import { identityErrors } from '../errors.ts';
import { isHeld } from './held.ts';

/**
 * A person says that the contact in question is not this held patient's. Durable; the next pass takes our id out of the
 * contact, which keeps everything else, and the patient gets one of its own.
 *
 * @throws SyncError PATIENT_NOT_HELD
 */
export async function separatePatient(state: State, patientId: PatientId): Promise<void> {
  await state.transaction(async (tx) => {
    const row = (await tx.rejected.ofPatients([patientId])).get(patientId);
    if (row === undefined || !isHeld(row))
      throw new SyncError(identityErrors.patientNotHeld({ id: patientId }));
    const held = (await tx.holds.ofPatients([patientId])).get(patientId);
    const link = await tx.links.ofPatient(patientId);
    const contactId = held?.contactId ?? link?.contactId ?? null;
    await tx.holds.save({ patientId, contactId, decision: 'separate' });
  });
}
