import type { FieldKey } from '../contact/field-key.ts';
import type { Link } from '../state/links.ts';
import { type Change, compare, needsRequest } from './decide.ts';
import type { LiveContact } from './live-contact.ts';
import type { ContactHashes } from './subject.ts';

/*
 * Both sides of a deep pass can be compared with what amoCRM acknowledged, each when it is read. Where both agree with
 * that, they agree with each other, and a patient need not be read again: `decide` would find nothing.
 */

/** How much of what amoCRM acknowledged a contact still holds. */
export type Holding = 'all' | 'all-but-name' | 'less';

type Acknowledged = Pick<Link, 'acknowledged' | 'ownForm' | 'phones' | 'emails'>;

/** Whether IDENT says of a patient just what amoCRM acknowledged. */
export function isAcknowledged(desired: ContactHashes, link: Acknowledged): boolean {
  return isNothing(compare(desired, link, undefined));
}

/** What a contact would have to be told if IDENT still said just what amoCRM acknowledged, of these fields. */
export function holding(live: LiveContact, link: Acknowledged, keys: Iterable<FieldKey>): Holding {
  const fields = new Map<FieldKey, string>();
  for (const key of keys) fields.set(key, link.acknowledged.get(key) ?? '');
  const change = compare(
    {
      fields,
      name: link.acknowledged.get('name') ?? '',
      nameParts: '',
      phones: link.phones.map(({ hash }) => hash),
      phonesWhole: true,
      emails: link.emails.map(({ hash }) => hash),
    },
    link,
    live,
  );
  if (!isNothing({ ...change, nameEdited: false })) return 'less';
  return change.nameEdited ? 'all-but-name' : 'all';
}

/** Neither a write, nor hashes to move, nor anything to report. */
function isNothing(change: Change): boolean {
  const { learnt, edited, foreign, nameEdited } = change;
  return !needsRequest(change) && learnt.size + edited.length + foreign.length === 0 && !nameEdited;
}
