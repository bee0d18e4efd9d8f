import type { ContactId } from '../../amocrm/model/model.ts';
import { everyField } from '../../contact/model/fields.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import type { Link } from '../../state/patients/link.ts';
import { pageSize } from '../crm/contact-pages.ts';
import type { CrmSnapshot } from '../crm/crm-snapshot.ts';
import { fullRead } from '../crm/full-read.ts';
import { liveContacts } from '../crm/read-contact.ts';
import { repeatedForm } from '../item/acknowledged/own-forms.ts';
import { heldLists } from '../item/compare.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass } from '../pass/pass-context.ts';

/**
 * Reads every repaired contact back once. What stands there again after two writes in a row, ours at first and the repair,
 * is amoCRM's own form of the value: kept beside our hash and not written again until a side moves, or each deep pass
 * would repair it anew. What comes back in yet another way is somebody's entry, and what was not repaired tells nothing:
 * somebody may have edited it meanwhile.
 */
export async function readBack(pass: Pass, read: ReadLive): Promise<void> {
  const { repaired } = pass;
  const contacts = await read(repaired.map(({ contactId }) => contactId));
  for (const { patientId, contactId, replaced } of repaired) {
    const live = contacts.get(contactId);
    const link = await pass.state.links.ofPatient(patientId);
    if (live === undefined || link === undefined) continue;
    const forms = [...replaced].flatMap(([item, before]) => {
      const form = formOf(item, before, live, link);
      return form === null ? [] : [form];
    });
    if (forms.length === 0) continue;
    await pass.state.links.save({ ...link, ownForm: new Map([...link.ownForm, ...forms]) });
  }
}

/** amoCRM's own form of one item, if that is what came back. */
function formOf(
  item: string,
  before: readonly string[],
  live: LiveContact,
  link: Link,
): readonly [item: string, held: string] | null {
  if (item === 'phones' || item === 'emails') {
    return repeatedForm(item, link[item], before, heldLists(live, link.ownForm)[item]);
  }
  // Field keys and `name`, as {@link replacedItems} has them.
  const held = item === 'name' ? live.name : (live.fields.get(item as FieldKey) ?? '');
  const isRepeated = held !== (link.acknowledged.get(item) ?? '') && before.includes(held);
  // Another day is another date, whoever put it there.
  const isDate = everyField.some(({ key, type }) => key === item && type === 'date');
  return isRepeated && !isDate ? [item, held] : null;
}

type ReadLive = (ids: readonly ContactId[]) => Promise<ReadonlyMap<ContactId, LiveContact>>;

/** By one more reading of everything, where that is cheaper. */
export function readBackOf(pass: Pass, snapshot: CrmSnapshot): ReadLive {
  return async (ids) => {
    const pages = Math.ceil((await snapshot.count()) / pageSize);
    if (ids.length <= pages) return await liveContacts(pass, ids);
    await fullRead(pass, snapshot);
    return await snapshot.contacts(ids);
  };
}
