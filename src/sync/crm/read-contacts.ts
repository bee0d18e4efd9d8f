import type { AmoContact, ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass } from '../pass/pass-context.ts';
import { pageSize } from './contact-pages.ts';
import { isIdFilterIgnored, noteIdFilterIgnored } from './id-filter.ts';
import { readContact } from './read-contact.ts';

/** Fewer are read one by one: the filter may be ignored. */
export const fewest = 5;
const atOnce = 6;

/**
 * Contacts as they are now, by their ids; null: amoCRM answers none. A filter shows many at once and proves no absence:
 * whom it does not show is asked for by its id.
 */
export async function readContacts(
  pass: Pick<Pass, 'amo' | 'state' | 'clock' | 'signal'>,
  ids: readonly ContactId[],
): Promise<ReadonlyMap<ContactId, AmoContact | null>> {
  const found = new Map<ContactId, AmoContact | null>();
  for (const some of chunks([...new Set(ids)], pageSize)) {
    for (const contact of await filtered(pass, some)) found.set(contact.id, contact);
    const left = some.filter((id) => !found.has(id));
    for (const part of chunks(left, atOnce)) {
      pass.signal?.throwIfAborted();
      const read = await Promise.all(part.map((id) => readContact(pass, id)));
      for (const [at, id] of part.entries()) found.set(id, read[at] ?? null);
    }
  }
  return found;
}

/** {@link readContacts} as they compare; without those that are not answered. */
export async function liveContacts(
  pass: Pick<Pass, 'amo' | 'state' | 'clock' | 'signal' | 'live'>,
  ids: readonly ContactId[],
): Promise<ReadonlyMap<ContactId, LiveContact>> {
  const live = new Map<ContactId, LiveContact>();
  for (const [id, contact] of await readContacts(pass, ids)) {
    if (contact !== null) live.set(id, pass.live.read(contact));
  }
  return live;
}

/** Those that the filter shows; without the paid option it is ignored, and shows anybody. */
async function filtered(
  { amo, state, clock }: Pick<Pass, 'amo' | 'state' | 'clock'>,
  ids: readonly ContactId[],
): Promise<readonly AmoContact[]> {
  if (ids.length < fewest || (await isIdFilterIgnored({ state, clock }))) return [];
  const { contacts } = await amo.contacts({ ids, limit: pageSize });
  const wanted = new Set(ids);
  if (contacts.some(({ id }) => !wanted.has(id))) {
    await noteIdFilterIgnored({ state, clock });
  }
  return contacts.filter(({ id }) => wanted.has(id));
}
