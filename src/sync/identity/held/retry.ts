import type { PatientId } from '../../../contact/model/patient-key.ts';
import type { State } from '../../../state/open-state.ts';
import { heldCodes, isHeld } from './held.ts';

/**
 * Lets the next pass try a rejected patient again, with the deals of their visits, or all of them. An identity is confirmed by name only: a wrong one
 * would put a stranger's data into a patient's contact.
 *
 * @param patientId one that the queue does not know changes nothing
 */
export async function retryRejected(
  { rejected, visitRejected }: Pick<State, 'rejected' | 'visitRejected'>,
  patientId: PatientId | undefined,
): Promise<{ readonly retried: number; readonly keptBack: readonly PatientId[] }> {
  if (patientId !== undefined) {
    const deals = await visitRejected.retry([patientId]);
    return { retried: (await rejected.retry({ ids: [patientId] })) + deals, keptBack: [] };
  }
  const retried = (await rejected.retry({ except: heldCodes })) + (await visitRejected.retry());
  const kept = (await rejected.all()).filter(isHeld);
  return { retried, keptBack: kept.map((row) => row.patientId) };
}
