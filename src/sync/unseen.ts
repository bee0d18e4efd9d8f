import type { CrmSnapshot } from './crm-snapshot.ts';
import { GuardError, syncErrors } from './errors.ts';
import type { Pass } from './pass-context.ts';

type Unseen = Awaited<ReturnType<CrmSnapshot['unseen']>>[number];

const voidShare = 0.05;

/**
 * Contacts of links that a full read did not show: presence is proved by it, absence never, so each is fetched by its id
 * (204 = missing). More than 5 % of them unseen voids the reading: the token's rights were cut, as a rule. A merged
 * contact is relinked to the survivor that carries the patient's IDENT id, if that one is linked to nobody else. One
 * that was missing and is there again is linked again by itself.
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
  const { links } = pass.state;
  const linked = (await links.count()) - (await links.count('missing'));
  // One contact that somebody deleted is never a mass.
  const limit = Math.max(1, Math.floor(linked * voidShare), allowed);
  if (newly.length > limit) {
    throw new GuardError(
      syncErrors.readVoid({ unseen: newly.length, linked }),
      new Map([['unseen', newly.map(({ patientId }) => patientId)]]),
    );
  }
  for (const { patientId, contactId } of await snapshot.returned()) {
    await links.setStatus(patientId, 'linked');
    pass.counts.relinked += 1;
    pass.found({ kind: 'relinked', patientId, contactId });
  }
  for (const one of unseen) await settleOne(pass, snapshot, one);
}

async function settleOne(
  pass: Pass,
  snapshot: CrmSnapshot,
  { patientId, contactId, status }: Unseen,
): Promise<void> {
  const { links } = pass.state;
  const contact = status === 'missing' ? null : await pass.amo.contact(contactId);
  if (contact !== null) {
    await snapshot.add([pass.live.read(contact)]);
    return;
  }
  const carrying = (await snapshot.carrying([patientId])).get(patientId) ?? [];
  const takenBy = await links.ofContacts(carrying.map((live) => live.contactId));
  const survivor = carrying.find((live) => !takenBy.has(live.contactId));
  if (survivor === undefined) {
    // An orphan never was a patient's contact here: nothing is missing.
    if (status === 'orphan') await links.remove(patientId);
    else await links.setStatus(patientId, 'missing');
    return;
  }
  const link = (await links.ofPatients([patientId])).get(patientId);
  if (link === undefined) return;
  // The survivor's values are compared with what was acknowledged of the merged one, and repaired where they differ.
  const next = status === 'missing' ? 'linked' : status;
  await links.save({ ...link, status: next, contactId: survivor.contactId });
  pass.counts.relinked += 1;
  pass.found({ kind: 'merged', patientId, contactId: survivor.contactId });
}
