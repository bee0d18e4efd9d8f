import type { PatientEvidence } from '../../contact/person-evidence.ts';
import type { Link } from '../../state/links.ts';
import { type Change, takenAway } from '../decide.ts';
import type { GuardedKind } from '../guard.ts';
import type { Subject } from '../subject.ts';

/** A part of a change that the guard counts, and the item of the contact that it is about. */
export interface GuardedPart {
  readonly kind: GuardedKind;
  readonly item: string;
}

type Wanted = Pick<Subject, 'hashes' | 'person'>;
type Acknowledged = Pick<Link, 'acknowledged' | 'phones' | 'person'>;

/**
 * What of a change takes away, or puts something wholly different in its place: an everyday change of a name leaves a
 * word of it, one of phones leaves a phone, and no two patients get the same new one.
 */
export function guardedParts(wanted: Wanted, link: Acknowledged, change: Change): GuardedPart[] {
  const parts: GuardedPart[] = takenAway(change).map((item) => ({
    kind: `cleared:${item}`,
    item,
  }));
  // A contact that was only found holds nothing of ours that could be overwritten.
  if (!link.acknowledged.has('patient_id')) return parts;
  const { hashes } = wanted;
  // One that a person edited and that is put back is a matter of policy.
  if (change.name && hashes.name !== link.acknowledged.get('name')) {
    if (!sharesWord(wanted.person, link.person)) parts.push({ kind: 'overwritten', item: 'name' });
    parts.push({ kind: `same-name:${hashes.name}`, item: 'name' });
  }
  if (change.phones) {
    const before = new Set(link.phones.map(({ hash }) => hash));
    const phones = hashes.phones ?? [];
    const added = phones.filter((hash) => !before.has(hash));
    if (before.size > 0 && phones.length > 0 && added.length === phones.length) {
      parts.push({ kind: 'overwritten', item: 'phones' });
    }
    for (const hash of added) parts.push({ kind: `same-phone:${hash}`, item: 'phones' });
  }
  return parts;
}

/** The same change but for these items. */
export function without(change: Change, items: ReadonlySet<string>): Change {
  if (items.size === 0) return change;
  return {
    ...change,
    clear: change.clear.filter((key) => !items.has(key)),
    emptied: change.emptied.filter((list) => !items.has(list)),
    name: change.name && !items.has('name'),
    nameRestored: change.nameRestored && !items.has('name'),
    phones: change.phones && !items.has('phones'),
    emails: change.emails && !items.has('emails'),
  };
}

/** What is not known is not the same: a name of which no word is kept counts as another. */
function sharesWord(one: PatientEvidence | undefined, other: PatientEvidence | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const known = new Set(wordsOf(other));
  return wordsOf(one).some((word) => known.has(word));
}

const wordsOf = ({ first, last, patronymic }: PatientEvidence): readonly string[] => [
  ...first,
  ...last,
  ...patronymic,
];
