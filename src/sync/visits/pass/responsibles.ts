import type { ContactId } from '../../../amocrm/model/model.ts';
import { type ResponsibleRule, responsibleFor } from '../../../visits/setup/match-user.ts';
import { readContacts } from '../../crm/read-contacts.ts';
import type { SyncSetup } from '../../pass/pass-context.ts';

/** Who is responsible for new deals of these contacts; whoever is not there leaves it to amoCRM. */
export async function responsiblesOf(
  setup: Pick<SyncSetup, 'amo' | 'state' | 'clock' | 'signal'>,
  rule: ResponsibleRule,
  contacts: readonly ContactId[],
): Promise<ReadonlyMap<ContactId, number>> {
  // Whose it is for everybody, nobody has to be asked.
  const read = rule.responsible === null ? await readContacts(setup, contacts) : null;
  const found = new Map<ContactId, number>();
  for (const id of contacts) {
    const of = responsibleFor(rule, read?.get(id)?.responsibleUserId ?? null);
    if (of !== undefined) found.set(id, of);
  }
  return found;
}
