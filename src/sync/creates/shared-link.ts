import type { Link, OwnedHash } from '../../state/patients/link.ts';
import { createdLink, sentHashes } from '../item/acknowledged/acknowledge.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Subject } from '../item/subject.ts';

/**
 * The link of a contact that amoCRM made of the creates of several patients: what the others brought into it was written
 * by us, too, so that the next comparison takes it out again.
 */
export function sharedLink(live: LiveContact, winner: Subject, others: readonly Subject[]): Link {
  const link = createdLink(winner.id, live.contactId, sentHashes(winner));
  const acknowledged = new Map(link.acknowledged);
  for (const { hashes } of others) {
    for (const [key, hash] of [...hashes.fields, ['name', hashes.name] as const]) {
      const held = key === 'name' ? live.name : live.fields.get(key);
      if (hash !== '' && held === hash) acknowledged.set(key, hash);
    }
  }
  const theirs = (list: 'phones' | 'emails') => others.flatMap(({ hashes }) => hashes[list] ?? []);
  return {
    ...link,
    acknowledged,
    phones: withTheirs(link.phones, live.phones, theirs('phones')),
    emails: withTheirs(link.emails, live.emails, theirs('emails')),
  };
}

function withTheirs(
  ours: readonly OwnedHash[],
  held: readonly string[],
  theirs: readonly string[],
): readonly OwnedHash[] {
  const known = new Set(ours.map(({ hash }) => hash));
  const brought = new Set(theirs.filter((hash) => held.includes(hash) && !known.has(hash)));
  return [...ours, ...[...brought].map((hash) => ({ hash, ours: true }))];
}
