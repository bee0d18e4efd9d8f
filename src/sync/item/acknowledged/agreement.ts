import type { FieldKey } from '../../../contact/model/table.ts';
import type { Acknowledged, OwnedHash } from '../../../state/patients/link.ts';
import { heldLists } from '../compare.ts';
import type { LiveContact } from '../live-contact.ts';
import type { ContactHashes } from '../subject.ts';

/*
 * Both sides of a deep pass can be compared with what amoCRM acknowledged, each when it is read. Where both agree with
 * that, they agree with each other, and a patient need not be read again: `decide` would find nothing.
 */

/** How much of what amoCRM acknowledged a contact still holds. */
export type Holding = 'all' | 'all-but-name' | 'less';

/** Whether IDENT says of a patient just what amoCRM acknowledged. */
export function isAcknowledged(desired: ContactHashes, link: Acknowledged): boolean {
  for (const key of desired.fields.keys()) {
    if (desired.fields.get(key) !== (link.acknowledged.get(key) ?? '')) return false;
  }
  return (
    (desired.name === '' || desired.name === link.acknowledged.get('name')) &&
    (desired.phones === undefined ||
      isSame(desired.phones, link.phones, { whole: desired.phonesWhole })) &&
    (desired.emails === undefined ||
      isSame(desired.emails, link.emails, { whole: desired.emailsWhole }))
  );
}

/** What of the acknowledged a contact holds; `keys` are the fields that are known here. */
export function holding(live: LiveContact, link: Acknowledged, keys: Iterable<FieldKey>): Holding {
  for (const key of keys) {
    const held = live.fields.get(key) ?? '';
    // amoCRM's own form of our value counts as our value.
    if (held !== (link.acknowledged.get(key) ?? '') && held !== link.ownForm.get(key))
      return 'less';
  }
  const held = heldLists(live, link.ownForm);
  if (!holdsAll(held.phones, link.phones) || !holdsAll(held.emails, link.emails)) return 'less';
  const isNamed =
    live.name === link.acknowledged.get('name') || live.name === link.ownForm.get('name');
  return isNamed ? 'all' : 'all-but-name';
}

function isSame(
  desired: readonly string[],
  known: readonly OwnedHash[],
  { whole }: { readonly whole: boolean },
): boolean {
  const isKnown = desired.every((wanted) => known.some(({ hash }) => hash === wanted));
  return isKnown && (!whole || known.every(({ hash }) => desired.includes(hash)));
}

const holdsAll = (held: readonly string[], known: readonly OwnedHash[]): boolean =>
  known.every(({ hash }) => held.includes(hash));
