import { asContact, type ContactEvidence } from '../../contact/person/person-evidence.ts';
import type { Link } from '../../state/patients/link.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Subject } from '../item/subject.ts';
import { type Change, clearedItems, isField, isWritten } from '../item/verdicts.ts';
import type { GuardedKind } from './guard.ts';

/** A part of a change that the guard counts, and the item of the contact that it is about. */
export interface GuardedPart {
  readonly kind: GuardedKind;
  readonly item: string;
}

type Wanted = Pick<Subject, 'hashes' | 'person' | 'contact'>;
type Acknowledged = Pick<Link, 'acknowledged' | 'phones' | 'person'>;
type Held = Pick<LiveContact, 'person'>;

/** Nothing of it was ever acknowledged: nobody knows who wrote what stands there. */
export const isOnlyFound = ({ acknowledged }: Pick<Link, 'acknowledged'>): boolean =>
  !acknowledged.has('patient_id');

/**
 * What of a change takes away, or puts something wholly different in its place: an everyday change of a name leaves a
 * word of it, one of phones leaves a phone, and no two patients get the same new one.
 *
 * @param live what the contact holds: one that was only found is seen against it.
 */
export function guardedParts(
  wanted: Wanted,
  link: Acknowledged,
  change: Change,
  live: Held | undefined,
): GuardedPart[] {
  const parts: GuardedPart[] = clearedItems(change)
    .filter((item) => !isField(item) || !wanted.contact.ended.has(item))
    .map((item) => ({ kind: `cleared:${item}`, item }));
  const isFound = isOnlyFound(link);
  // The name of one that is taken over by its phone agreed; of one that was not read nothing is known to change.
  if (isFound && (link.acknowledged.has('name') || live === undefined)) return parts;
  const before = isFound ? live?.person : link.person && asContact(link.person);
  const { hashes } = wanted;
  // An item that a person edited and that is put back counts as no mass change: a policy decides about it.
  const writes = (item: 'name' | 'phones') => isWritten(change.verdicts.get(item));
  if (writes('name') && hashes.name !== link.acknowledged.get('name')) {
    if (!sharesWord(wanted, before)) parts.push({ kind: 'overwritten', item: 'name' });
    parts.push({ kind: `same-name:${hashes.name}`, item: 'name' });
  }
  if (writes('phones')) {
    const known = new Set(link.phones.map(({ hash }) => hash));
    const phones = hashes.phones ?? [];
    const added = phones.filter((hash) => !known.has(hash));
    // What was only found stays beside ours.
    const replaced = !isFound && known.size > 0 && phones.length > 0;
    if (replaced && added.length === phones.length) {
      parts.push({ kind: 'overwritten', item: 'phones' });
    }
    for (const hash of added) parts.push({ kind: `same-phone:${hash}`, item: 'phones' });
  }
  return parts;
}

/** What is not known is not the same: a name of which no word is kept counts as another. */
function sharesWord({ person }: Wanted, before: ContactEvidence | undefined): boolean {
  if (person === undefined || before === undefined) return false;
  const known = new Set(before.words);
  return asContact(person).words.some((word) => known.has(word));
}
