import { pageSize } from './contact-pages.ts';
import type { CrmSnapshot } from './crm-snapshot.ts';
import { fullRead } from './full-read.ts';
import type { LiveContact } from './live-contact.ts';
import type { Pass } from './pass-context.ts';

/**
 * Reads every repaired contact back once. What comes back otherwise than it was written is amoCRM's own form of the
 * value: kept beside our hash and not written again until a side moves, or each deep pass would repair it anew. Fields
 * that were not repaired tell nothing: somebody may have edited them meanwhile.
 */
export async function readBack(pass: Pass, snapshot: CrmSnapshot): Promise<void> {
  const { repaired } = pass;
  if (repaired.length === 0) return;
  const pages = Math.ceil((await snapshot.count()) / pageSize);
  const all = repaired.length > pages;
  if (all) await fullRead(pass, snapshot, 'id-asc');
  for (const { patientId, contactId, keys } of repaired) {
    const live = all
      ? (await snapshot.contacts([contactId])).get(contactId)
      : await readOne(pass, contactId);
    const link = (await pass.state.links.ofPatients([patientId])).get(patientId);
    if (live === undefined || link === undefined) continue;
    const ownForm = new Map(link.ownForm);
    for (const key of keys) {
      const written = link.acknowledged.get(key);
      const held = key === 'name' ? live.name : (live.fields.get(key) ?? '');
      if (written !== undefined && held !== written) ownForm.set(key, held);
    }
    if (ownForm.size !== link.ownForm.size) await pass.state.links.save({ ...link, ownForm });
  }
}

async function readOne(
  pass: Pass,
  contactId: Parameters<Pass['amo']['contact']>[0],
): Promise<LiveContact | undefined> {
  const contact = await pass.amo.contact(contactId);
  return contact === null ? undefined : pass.live.read(contact);
}
