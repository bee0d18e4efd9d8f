import type { ContactId } from '../../../amocrm/model/model.ts';
import type { PatientId } from '../../../contact/model/patient-key.ts';
import type { Repositories } from '../../../state/open-state.ts';
import type { Pass } from '../../pass/pass-context.ts';
import { type createdNotShown, identityDisagrees, type idUnreadable } from './held.ts';

/** A patient and a contact of which is not known whether it is the patient's. */
interface Doubt {
  /** Why: the patient's id stands in it, unless it is said otherwise. */
  readonly code?: typeof idUnreadable | typeof createdNotShown;
  readonly patientId: PatientId;
  readonly contactId: ContactId;
  /** Of what IDENT has; absent: it was not read. */
  readonly fingerprint?: string | undefined;
  /** Hashed: they lead no other patient to a contact. */
  readonly phones: readonly string[];
}

/** Holds a patient until a person decides: it is neither linked, written nor created. */
export async function hold(pass: Pass, doubt: Doubt, tx: Repositories): Promise<void> {
  const { code = identityDisagrees, patientId, contactId, fingerprint = '-', phones } = doubt;
  await tx.intents.remove([patientId]);
  await tx.rejected.add({ patientId, code, subject: null, fingerprint }, pass.clock.now());
  await tx.holds.save({ patientId, contactId, decision: null });
  const link = await tx.links.ofPatient(patientId);
  // An orphan only said whose id stands in the contact; now the hold does.
  if (link?.status === 'orphan') await tx.links.remove(patientId);
  if (link === undefined || link.status === 'orphan') await tx.links.savePhones(patientId, phones);
  pass.reCreating.delete(patientId);
}

/** Tells that a patient is held. */
export function tellHeld(pass: Pass, patientId: PatientId, code: string = identityDisagrees): void {
  pass.counts.rejected += 1;
  pass.log.warn({ patientId, code }, 'row rejected');
}
