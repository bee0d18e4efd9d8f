import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { createdNotShown } from '../identity/held/held.ts';
import { hold, tellHeld } from '../identity/held/hold.ts';
import type { Pass } from '../pass/pass-context.ts';

/** Keeps in mind whom an answer named that contradicts what is assumed of amoCRM. */
export async function noteNamed(
  { state }: Pass,
  rows: readonly (readonly [patientId: PatientId, contactId: ContactId])[],
): Promise<void> {
  await state.transaction(async (tx) => {
    const known = new Map((await tx.meta.get('namedCreates')) ?? []);
    for (const [patientId, contactId] of rows) known.set(patientId, contactId);
    await tx.meta.set('namedCreates', [...known]);
  });
}

/**
 * After a reading of everything: whom it did not show, though an answer named a contact, is explained by nothing that is
 * known of amoCRM. A person decides about them; the others go on.
 */
export async function holdUnexplained(pass: Pass): Promise<void> {
  const held = await pass.state.transaction(async (tx) => {
    const unexplained: PatientId[] = [];
    for (const [patient, contact] of (await tx.meta.get('namedCreates')) ?? []) {
      // Written by noteNamed only.
      const [patientId, contactId] = [patient as PatientId, contact as ContactId];
      const intent = await tx.intents.ofPatient(patientId);
      if (intent === undefined) continue;
      const { phones } = intent.sent;
      await hold(pass, { code: createdNotShown, patientId, contactId, phones }, tx);
      unexplained.push(patientId);
    }
    await tx.meta.clear('namedCreates');
    return unexplained;
  });
  for (const patientId of held) tellHeld(pass, patientId, createdNotShown);
}
