import type { PatientId } from '../contact/patient.ts';
import type { Pass } from './pass-context.ts';

/**
 * Reads back updates whose outcome was unknown, once nothing of them can arrive any more. Where amoCRM holds something
 * else than was acknowledged, that is what counts as acknowledged from now, so that the next plan writes it again.
 *
 * @returns the patients to plan again.
 */
export async function settleLateUpdates(pass: Pass): Promise<readonly PatientId[]> {
  const again: PatientId[] = [];
  for (const late of await pass.state.intents.late()) {
    const wait = Math.min(late.dueAt - pass.clock.now(), 120_000);
    await pass.clock.sleep(wait, pass.signal);
    const contact = await pass.amo.contact(late.contactId);
    const link = (await pass.state.links.ofPatients([late.patientId])).get(late.patientId);
    if (contact === null || link === undefined || link.contactId !== late.contactId) {
      await pass.state.intents.settleLate(late.patientId);
      continue;
    }
    const live = pass.live.read(contact);
    const acknowledged = new Map(link.acknowledged);
    for (const key of pass.fields.byKey.keys()) {
      const held = live.fields.get(key) ?? '';
      if (held === (link.acknowledged.get(key) ?? '') || held === link.ownForm.get(key)) continue;
      // Never ours and not acknowledged: somebody's value stays.
      if (!link.acknowledged.has(key)) continue;
      if (held === '') acknowledged.delete(key);
      else acknowledged.set(key, held);
    }
    if (late.withName && live.name !== link.acknowledged.get('name')) {
      acknowledged.set('name', live.name);
    }
    await pass.state.transaction(async (tx) => {
      await tx.links.save({ ...link, acknowledged });
      await tx.intents.settleLate(late.patientId);
    });
    again.push(late.patientId);
  }
  return again;
}
