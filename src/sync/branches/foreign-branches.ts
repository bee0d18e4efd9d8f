import { SyncError } from '../errors.ts';
import type { FoundById } from '../identity/found-by-id.ts';
import type { Pass } from '../pass/pass-context.ts';
import { sourceErrors } from '../source/errors.ts';
import { mistyped } from '../source/foreign-sources.ts';

/**
 * Contacts of patients who are in none of the chosen branches, and of whom this state knows no contact, are another
 * installation's, with another choice.
 *
 * @throws SyncError BRANCHES_FOREIGN
 */
export async function refuseForeignBranches(
  { state, allowance }: Pass,
  found: FoundById,
): Promise<void> {
  let contacts = 0;
  for await (const page of found.pages()) {
    const outside = page.filter(({ patient }) => patient?.isOutside === true);
    const links = await state.links.ofPatients(outside.map(({ patientId }) => patientId));
    contacts += outside.filter(({ patientId }) => !links.has(patientId)).length;
  }
  if (contacts > Math.max(mistyped, allowance.most))
    throw new SyncError(sourceErrors.foreignBranches({ contacts }));
}
