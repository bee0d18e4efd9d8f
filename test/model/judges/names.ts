import type { JournalEntry } from '../../../src/sandbox/log/journal.ts';
import type { ContactView } from '../../support/expected/contact-view.ts';
import type { ExpectedContact } from '../../support/expected/independent-reading.ts';
import type { World } from '../../support/world.ts';
import type { Circumstances } from '../happenings/circumstances.ts';
import type { Simulation } from '../simulation.ts';

/**
 * The whole name is the patient's first and last name, which stand there as such: amoCRM composes it so in some accounts,
 * and nobody can tell that from a person who left the patronymic out (SPEC §7).
 */
function isComposed(
  world: World,
  { id, name }: ContactView,
  wanted: ExpectedContact,
  form: (name: string) => string,
): boolean {
  const held = world.sandbox.crm.contact(id);
  const parts = [form(wanted.firstName), form(wanted.lastName)];
  const holdsThem = [held?.first_name ?? '', held?.last_name ?? ''].every(
    (part, at) => form(part) === parts[at],
  );
  return holdsThem && composed(wanted, form).includes(form(name));
}

const composed = (
  { firstName, lastName }: ExpectedContact,
  form: (name: string) => string,
): readonly string[] => {
  const parts = [form(firstName), form(lastName)].filter((part) => part !== '');
  return [parts.join(' '), parts.toReversed().join(' ')];
};

/**
 * The name is IDENT's, unless a person changed it since it was written, the policy is to report that, and that was done;
 * behind a state that was put back nobody knows what was written, and any other name passes for a person's (SPEC §7). A
 * patient without a name has none to give to a contact that is there already.
 */
export function misnamed(
  { world, forgetful, circumstances, peoplesRemovals, reportedNames }: Simulation,
  patient: string,
  contact: ContactView,
  wanted: ExpectedContact,
): string[] {
  const form = ownForms(circumstances.account).name;
  if (form(contact.name) === form(wanted.name) || isComposed(world, contact, wanted, form)) {
    return [];
  }
  const nameless = wanted.firstName === '' && wanted.lastName === '';
  const entries = (world.sandbox.journal?.ofContact(contact.id) ?? []).filter(
    ({ fieldName }) => fieldName === 'name',
  );
  const reports = circumstances.policies.names !== 'repair';
  const edited = entries.at(-1)?.source === 'person' || wasRefused(world, entries.at(-1));
  // What was written before a person renamed it has to be what IDENT still says: a change goes over the person's.
  const ours = [form(wanted.name), ...composed(wanted, form)];
  const isOurs = (entry: JournalEntry | undefined) => ours.includes(form(String(entry?.after)));
  // What a refused update wrote all the same is known once a pass has read it: it counts if it is what IDENT says.
  const written = entries.findLast(
    (entry) => entry.source === 'api' && (!wasRefused(world, entry) || isOurs(entry)),
  );
  const theirs = edited && (isOurs(written) || peoplesRemovals.has(patient));
  const stays = reports && reportedNames.has(patient) && (theirs || forgetful);
  if (nameless || stays || isPutBackTwice(entries)) return [];
  return [`I2 patient ${patient} is named «${contact.name}» instead of «${wanted.name}»`];
}

/** What an update wrote that was answered with a refusal passes for a person's entry (SPEC §7). */
function wasRefused({ sandbox }: World, entry: JournalEntry | undefined): boolean {
  if (entry?.source !== 'api') return false;
  const request = sandbox.log.entries.find(({ seq }) => seq === entry.seq);
  return request?.method === 'PATCH' && request.status >= 400 && request.status < 500;
}

/** The same name after two of our writes in a row passes for the account's own form of ours (SPEC §7). */
function isPutBackTwice(entries: readonly JournalEntry[]): boolean {
  const last = entries.at(-1);
  const before = entries.findLast(({ source }) => source === 'api')?.before;
  return last?.source === 'person' && last.after === before;
}

/** What an account that keeps values in forms of its own cannot tell apart. */
export const ownForms = ({
  nameForm = 'written',
  emailForm = 'written',
}: Circumstances['account']) => ({
  name: (name: string): string => {
    if (nameForm === 'written' || nameForm === 'composed') return name;
    const collapsed = name.trim().replaceAll(/\s+/g, ' ');
    return nameForm === 'titled' ? collapsed.toLowerCase() : collapsed;
  },
  email: (email: string): string => (emailForm === 'lower' ? email.toLowerCase() : email),
});
