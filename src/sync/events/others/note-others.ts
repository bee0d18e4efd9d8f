import type { LiveContact } from '../../item/live-contact.ts';
import type { Pass } from '../../pass/pass-context.ts';

/** New contacts that name a patient, and were made by no create of ours, whose answer may be on its way or lost. */
export async function noteOthers(pass: Pass, added: readonly LiveContact[]): Promise<void> {
  const { state, otherWriter, found, log } = pass;
  const named = added.flatMap(({ patientId }) => patientId ?? []);
  const open = await state.intents.among(named);
  const late = new Set((await state.intents.late()).map(({ patientId }) => patientId));
  const others = added.filter(
    ({ patientId }) => patientId !== null && !open.has(patientId) && !late.has(patientId),
  );
  if (!(await otherWriter.note(others.map(({ contactId }) => contactId)))) return;
  for (const { patientId, contactId } of others)
    found({ kind: 'other-writer', patientId, contactId });
  log.warn({ contacts: others.length }, 'another installation makes contacts in this account');
}
