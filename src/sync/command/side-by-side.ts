import type { AmoContact } from '../../amocrm/model/model.ts';
import { type ContactField, everyField } from '../../contact/model/fields.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import type { FieldValue } from '../../contact/value/field-value.ts';
import type { Subject } from '../item/subject.ts';
import { decodeField } from '../item/wire.ts';
import type { Pass } from '../pass/pass-context.ts';

export type Item = FieldKey | 'name' | 'phones' | 'emails';

/** One thing that a contact holds, as IDENT says and as amoCRM holds it: for people to look at, never to be kept. */
export interface ItemSides {
  readonly item: Item;
  /** Null for name, phones and e-mails. */
  readonly field: ContactField | null;
  /** `null` empty, `undefined` not known here (off, missing, unreadable). */
  readonly ident: string | null | undefined;
  readonly amo: string | null;
  readonly same: boolean;
}

/** A patient and its contact, item by item, in the order of the catalogue. */
export function sideBySide(
  pass: Pick<Pass, 'fields' | 'zone' | 'live' | 'hasher'>,
  subject: Subject,
  contact: AmoContact | null,
): readonly ItemSides[] {
  const live = contact === null ? null : pass.live.read(contact);
  const held = (hashes: readonly string[] | undefined, list: readonly string[] | undefined) =>
    (hashes ?? []).every((hash) => (list ?? []).includes(hash));
  const phones = contact === null ? [] : pass.live.phones(contact).map(({ value }) => value);
  const emails = contact === null ? [] : pass.live.emails(contact).map(({ value }) => value);
  return [
    {
      item: 'name',
      field: null,
      ident: subject.contact.name.full,
      amo: contact?.name ?? null,
      same: live?.name === subject.hashes.name || hasSameParts(live?.nameParts, subject),
    },
    {
      item: 'phones',
      field: null,
      ident: subject.contact.phones && joined(subject.contact.phones.map(({ value }) => value)),
      amo: joined(phones),
      same: held(subject.hashes.phones, live?.phones),
    },
    {
      item: 'emails',
      field: null,
      ident: subject.contact.emails && joined(subject.contact.emails),
      amo: joined(emails),
      same: held(subject.hashes.emails, live?.emails),
    },
    ...sidesOf(pass, subject).map((field): ItemSides => {
      const account = pass.fields.byKey.get(field.key);
      const found = contact?.fields.find(({ fieldId }) => fieldId === account?.fieldId);
      const amo = account && found ? decodeField(account, found, pass.zone) : null;
      const ident = account === undefined ? undefined : subject.contact.fields.get(field.key);
      const wanted = subject.hashes.fields.get(field.key);
      return {
        item: field.key,
        field,
        ident: ident === undefined ? undefined : shown(field, ident),
        amo: shown(field, amo),
        same: wanted === undefined || wanted === (live?.fields.get(field.key) ?? ''),
      };
    }),
  ];
}

/** The fields of each contact, and of the others those that are on. */
const sidesOf = ({ fields }: Pick<Pass, 'fields'>, { contact }: Subject) =>
  everyField.filter(
    ({ key, isExtra }) => !isExtra || fields.byKey.has(key) || contact.fields.has(key),
  );

const hasSameParts = (held: string | undefined, { hashes }: Subject): boolean =>
  hashes.nameParts !== '' && held === hashes.nameParts;

const joined = (values: readonly string[]): string | null =>
  values.length === 0 ? null : values.join(', ');

/** A value as a person reads it; an instant stays in UTC, as nobody's zone is known here. */
function shown(field: ContactField, value: FieldValue | null): string | null {
  if (value === null) return null;
  if (field.type === 'select') {
    return field.options?.find(({ key }) => key === value)?.value ?? String(value);
  }
  if (field.type === 'date_time' && typeof value === 'number') {
    return new Date(value * 1000).toISOString().replace('.000Z', 'Z');
  }
  return String(value);
}
