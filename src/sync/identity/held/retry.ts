import type { PatientId } from '../../../contact/model/patient.ts';
import type { State } from '../../../state/open-state.ts';
import { heldCodes, isHeld } from './held.ts';

/**
 * Lets the next pass try a rejected patient again, or all of them. An identity is confirmed by name only: a wrong one
 * would put a stranger's data into a patient's contact.
 *
 * @param patientId one that the queue does not know changes nothing
 */
export async function retryRejected(
  { rejected }: Pick<State, 'rejected'>,
  patientId: PatientId | undefined,
): Promise<{ readonly retried: number; readonly keptBack: readonly PatientId[] }> {
  if (patientId !== undefined) {
    return { retried: await rejected.retry({ ids: [patientId] }), keptBack: [] };
  }
  const retried = await rejected.retry({ except: heldCodes });
  const kept = (await rejected.all()).filter(isHeld);
  return { retried, keptBack: kept.map((row) => row.patientId) };
}
