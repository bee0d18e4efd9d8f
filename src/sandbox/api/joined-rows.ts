import type { ContactRecord } from '../contact/contact-record.ts';
import type { Fault } from '../faults/fault.ts';
import { mergeContacts } from '../people/merge.ts';
import type { FieldStore } from '../store/field-store.ts';

/** The new contacts of a batch, one a row, with those rows joined into one that a `one-id` fault names. */
export function joinedRows(
  made: readonly ContactRecord[],
  { rows, carries = 'first' }: Extract<Fault, { kind: 'one-id' }>,
  fields: FieldStore,
): readonly ContactRecord[] {
  const joined = made.filter((_, index) => rows.includes(index));
  const [survivor, ...others] = carries === 'first' ? joined : joined.toReversed();
  if (!survivor) return made;
  const one = others.reduce((contact, other) => mergeContacts(contact, other, fields), survivor);
  return made.map((contact, index) => (rows.includes(index) ? one : contact));
}
