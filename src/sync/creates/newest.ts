import type { AmoClient } from '../../amocrm/amo-client.ts';
import type { AmoContact } from '../../amocrm/model.ts';
import { pageSize } from '../contact-pages.ts';

/** How often a list that moves under the reading is read again before it is left undecided. */
const attempts = 5;

/**
 * The contacts newer than `downTo`, newest first, and whether that is surely all of them.
 *
 * Newest first (`order[id]=desc`) never by date and never by a filter: filters are a paid option that is silently
 * ignored. A contact deleted between two pages shifts the rest and hides one, so a reading of several pages counts as
 * complete only when a second one shows the very same ids: whatever shifted the first is gone from the second.
 */
export async function newestContacts(
  amo: AmoClient,
  downTo: number,
): Promise<{ readonly contacts: readonly AmoContact[]; readonly complete: boolean }> {
  const seen = new Map<number, AmoContact>();
  let before: string | null = null;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const { contacts, pages } = await readDown(amo, downTo);
    for (const contact of contacts) seen.set(contact.id, contact);
    const ids = contacts.map(({ id }) => id).join(',');
    if (pages === 1 || ids === before) return { contacts: [...seen.values()], complete: true };
    before = ids;
  }
  return { contacts: [...seen.values()], complete: false };
}

async function readDown(
  amo: AmoClient,
  downTo: number,
): Promise<{ readonly contacts: readonly AmoContact[]; readonly pages: number }> {
  const contacts: AmoContact[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await amo.contacts({ page, limit: pageSize, order: 'id-desc' });
    contacts.push(...answer.contacts.filter(({ id }) => id > downTo));
    const reached = answer.contacts.some(({ id }) => id <= downTo);
    if (reached || !answer.hasNext) return { contacts, pages: page };
  }
}
