import type { AmoContact, ContactId } from '../../../amocrm/model/model.ts';
import { type ResponsibleRule, responsibleFor } from '../../../visits/setup/match-user.ts';
import { contactPages, pageSize } from '../../crm/contact-pages.ts';
import { isIdFilterIgnored } from '../../crm/id-filter.ts';
import { readContacts } from '../../crm/read-contacts.ts';
import type { SyncSetup } from '../../pass/pass-context.ts';

type Asking = Pick<SyncSetup, 'amo' | 'state' | 'clock' | 'signal'>;

/** So many are asked for first: they tell whether amoCRM heeds the filter. */
const probe = 5;

/** Who is responsible for new deals of these contacts; whoever is not there leaves it to amoCRM. */
export async function responsiblesOf(
  setup: Asking,
  rule: ResponsibleRule,
  contacts: readonly ContactId[],
): Promise<ReadonlyMap<ContactId, number>> {
  // Whose it is for everybody, nobody has to be asked.
  const read = rule.responsible === null ? await contactsOf(setup, contacts) : null;
  const found = new Map<ContactId, number>();
  for (const id of contacts) {
    const of = responsibleFor(rule, read?.get(id)?.responsibleUserId ?? null);
    if (of !== undefined) found.set(id, of);
  }
  return found;
}

/** By the filter, or one by one where it is ignored; all contacts of the account where that is fewer requests. */
async function contactsOf(
  setup: Asking,
  ids: readonly ContactId[],
): Promise<ReadonlyMap<ContactId, AmoContact | null>> {
  const wanted = new Set(ids);
  const found = new Map(await readContacts(setup, [...wanted].slice(0, probe)));
  const left = () => [...wanted].filter((id) => !found.has(id));
  const { amo, state, signal } = setup;
  // What a reading saw may be of the time before a first load.
  const seen = (await state.meta.get('contactsSeen')) ?? 0;
  const expected = Math.max(seen, await state.links.count());
  const isCheaper = Math.ceil(expected / pageSize) < left().length;
  if (isCheaper && (await isIdFilterIgnored(setup))) {
    for await (const { contacts } of contactPages(amo, { order: 'id-desc', expected })) {
      signal?.throwIfAborted();
      for (const contact of contacts) if (wanted.has(contact.id)) found.set(contact.id, contact);
      if (left().length === 0) break;
    }
  }
  for (const [id, contact] of await readContacts(setup, left())) found.set(id, contact);
  return found;
}
