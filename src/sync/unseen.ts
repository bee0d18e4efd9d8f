import type { CrmSnapshot } from './crm-snapshot.ts';
import { GuardError, syncErrors } from './errors.ts';
import type { Pass } from './pass-context.ts';

const voidShare = 0.05;

/**
 * Linked contacts that a full read did not show: presence is proved by it, absence never, so each is fetched by its id
 * (204 = missing). More than 5 % of them unseen voids the reading: the token's rights were cut, as a rule. A merged
 * contact is relinked to the survivor that carries the patient's IDENT id, if that one is linked to nobody else.
 *
 * @throws GuardError CRM_READ_VOID.
 */
export async function settleUnseen(
  pass: Pass,
  snapshot: CrmSnapshot,
  allowed: number,
): Promise<void> {
  const unseen = await snapshot.unseen();
  // What was missing before says nothing about this reading.
  const newly = unseen.filter(({ status }) => status !== 'missing');
  const linked =
    (await pass.state.links.count('linked')) + (await pass.state.links.count('removed'));
  // One contact that somebody deleted is never a mass.
  const limit = Math.max(1, Math.floor(linked * voidShare), allowed);
  if (newly.length > limit) {
    throw new GuardError(
      syncErrors.readVoid({ unseen: newly.length, linked }),
      new Map([['unseen', newly.map(({ patientId }) => patientId)]]),
    );
  }
  for (const { patientId, contactId, status } of unseen) {
    const contact = status === 'missing' ? null : await pass.amo.contact(contactId);
    if (contact !== null) {
      await snapshot.add([pass.live.read(contact)]);
      continue;
    }
    const carrying = (await snapshot.carrying([patientId])).get(patientId) ?? [];
    const takenBy = await pass.state.links.ofContacts(carrying.map((live) => live.contactId));
    const survivor = carrying.find((live) => !takenBy.has(live.contactId));
    if (survivor === undefined) {
      if (status === 'missing') continue;
      await pass.state.links.setStatus(patientId, 'missing');
      pass.found({ kind: 'missing', patientId, contactId });
      continue;
    }
    const link = (await pass.state.links.ofPatients([patientId])).get(patientId);
    if (link === undefined) continue;
    // The survivor's values are compared with what was acknowledged of the merged one, and repaired where they differ.
    await pass.state.links.save({ ...link, status: 'linked', contactId: survivor.contactId });
    pass.counts.relinked += 1;
    pass.found({ kind: 'merged', patientId, contactId: survivor.contactId });
  }
}
