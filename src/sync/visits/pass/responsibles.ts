import type { AmoContact, ContactId } from '../../../amocrm/model/model.ts';
import { type ResponsibleRule, responsibleFor } from '../../../visits/setup/match-user.ts';
import { contactPages, pageSize } from '../../crm/contact-pages.ts';
import { fewest, isIdFilterIgnored, readContacts } from '../../crm/read-contact.ts';
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

/** What an account's asking costs: whether it is known to ignore the filter, and on how many pages its contacts are. */
export interface AskingCost {
  readonly isFilterIgnored: boolean;
  readonly pages: number;
}

export async function askingCost(setup: Pick<Asking, 'state' | 'clock'>): Promise<AskingCost> {
  const isFilterIgnored = await isIdFilterIgnored(setup);
  return { isFilterIgnored, pages: Math.ceil((await expectedContacts(setup)) / pageSize) };
}

/**
 * How many requests {@link responsiblesOf} makes for so many contacts. Where the filter is not known to be ignored: at
 * least. Where it is: as many as it takes to read all pages, though the last of them may not be needed.
 */
export function requestsToAsk(contacts: number, { isFilterIgnored, pages }: AskingCost): number {
  const first = Math.min(contacts, probe);
  const left = contacts - first;
  return isFilterIgnored ? first + Math.min(left, pages) : filtered(first) + filtered(left);
}

function filtered(contacts: number): number {
  const rest = contacts % pageSize;
  return Math.floor(contacts / pageSize) + (rest < fewest ? rest : 1);
}

/** What a reading saw may be of the time before a first load. */
const expectedContacts = async ({ state }: Pick<Asking, 'state'>): Promise<number> =>
  Math.max((await state.meta.get('contactsSeen')) ?? 0, await state.links.count());

/** By the filter, or one by one where it is ignored; all contacts of the account where that is fewer requests. */
async function contactsOf(
  setup: Asking,
  ids: readonly ContactId[],
): Promise<ReadonlyMap<ContactId, AmoContact | null>> {
  const wanted = new Set(ids);
  const found = new Map(await readContacts(setup, [...wanted].slice(0, probe)));
  const left = () => [...wanted].filter((id) => !found.has(id));
  const { amo, signal } = setup;
  const expected = await expectedContacts(setup);
  const isCheaper = Math.ceil(expected / pageSize) < left().length;
  if (isCheaper && (await isIdFilterIgnored(setup))) {
    for await (const { contacts } of contactPages(amo, 'id-desc', expected)) {
      signal?.throwIfAborted();
      for (const contact of contacts) if (wanted.has(contact.id)) found.set(contact.id, contact);
      if (left().length === 0) break;
    }
  }
  for (const [id, contact] of await readContacts(setup, left())) found.set(id, contact);
  return found;
}
