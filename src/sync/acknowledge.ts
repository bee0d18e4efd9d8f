import type { ContactId } from '../amocrm/model.ts';
import type { PatientId } from '../contact/patient.ts';
import type { Link, LinkStatus, OwnedHash } from '../state/links.ts';
import type { Repositories } from '../state/open-state.ts';
import type { Change } from './decide.ts';
import type { LiveContact } from './live-contact.ts';
import type { Subject } from './subject.ts';

/** Lists of phones and e-mails as they stand after a write; absent when they were not touched. */
export interface KeptLists {
  readonly phones?: readonly OwnedHash[];
  readonly emails?: readonly OwnedHash[];
}

/** The link of a contact that we created with everything that IDENT has. */
export function createdLink(subject: Subject, contactId: ContactId): Link {
  return {
    patientId: subject.id,
    contactId,
    status: 'linked',
    acknowledged: filled([...subject.hashes.fields, ['name', subject.hashes.name]]),
    ownForm: new Map(),
    phones: (subject.hashes.phones ?? []).map((hash) => ({ hash, ours: true })),
    emails: (subject.hashes.emails ?? []).map((hash) => ({ hash, ours: true })),
  };
}

/**
 * How a contact came to carry a patient. `by-us`: our own create, found after an unknown outcome: all it holds is ours.
 * `adopted` by phone: its name gives way to IDENT's, which it agrees with. `found` by its IDENT id: nobody knows any more
 * who wrote what. Of both, nothing counts as ours before it is compared with IDENT: only what we wrote is cleared (I3).
 */
export type Origin = 'by-us' | 'adopted' | 'found';

/** The link of a contact that was found, by what it holds now. */
export function foundLink(
  live: LiveContact,
  patientId: PatientId,
  made: { readonly status: LinkStatus; readonly origin: Origin },
): Link {
  const { status, origin } = made;
  const byUs = origin === 'by-us';
  return {
    patientId,
    contactId: live.contactId,
    status,
    acknowledged: new Map([
      ...(byUs ? live.fields : []),
      ...(origin === 'found' ? [] : ([['name', live.name]] as const)),
    ]),
    ownForm: new Map(),
    phones: live.phones.map((hash) => ({ hash, ours: byUs })),
    emails: live.emails.map((hash) => ({ hash, ours: byUs })),
  };
}

/** The link after amoCRM named the row of an update (or held its values already): hashes move for what was sent. */
export function updatedLink(
  link: Link,
  subject: Subject,
  change: Change,
  lists: KeptLists = {},
): Link {
  const acknowledged = new Map(link.acknowledged);
  const ownForm = new Map(link.ownForm);
  const move = (item: string, hash: string) => {
    if (hash === '') acknowledged.delete(item);
    else acknowledged.set(item, hash);
    ownForm.delete(item);
  };
  for (const key of [...change.set, ...change.clear])
    move(key, subject.hashes.fields.get(key) ?? '');
  for (const [item, hash] of change.learnt) {
    if (item !== 'phones' && item !== 'emails') move(item, hash);
  }
  if (change.name) move('name', subject.hashes.name);
  return {
    ...link,
    status: 'linked',
    acknowledged,
    ownForm,
    phones:
      lists.phones ??
      (change.learnt.has('phones')
        ? keptList(link.phones, subject.hashes.phones, subject.hashes.phonesWhole)
        : link.phones),
    emails:
      lists.emails ??
      (change.learnt.has('emails') ? keptList(link.emails, subject.hashes.emails) : link.emails),
  };
}

/** A list that amoCRM held already: entries that were not ours stay not ours. */
function keptList(
  before: readonly OwnedHash[],
  wanted: readonly string[] = [],
  whole = true,
): readonly OwnedHash[] {
  const ours = new Set(before.filter((entry) => entry.ours).map(({ hash }) => hash));
  const others = before.filter(({ hash }) => !wanted.includes(hash));
  return [...wanted.map((hash) => ({ hash, ours: ours.has(hash) })), ...(whole ? [] : others)];
}

/** Records what an answer acknowledged: link, hashes and the end of intent and refusal in one transaction (I8). */
export async function recordLink(
  tx: Repositories,
  link: Link,
  phones?: readonly string[],
): Promise<void> {
  await tx.links.save(link);
  await tx.links.savePhones(link.patientId, phones ?? link.phones.map(({ hash }) => hash));
  await tx.intents.settle([link.patientId]);
  await tx.rejected.remove([link.patientId]);
  await tx.meta.raiseHighestContactId(link.contactId);
}

const filled = (items: readonly (readonly [string, string])[]): Map<string, string> =>
  new Map(items.filter(([, hash]) => hash !== ''));
