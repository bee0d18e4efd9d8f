import type {
  AmoContact,
  ContactPatch,
  NewContact,
  WireField,
  WireValue,
} from '../../amocrm/model/model.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import type { Link, OwnedHash } from '../../state/patients/link.ts';
import type { AccountList } from '../account/account-fields.ts';
import type { Pass } from '../pass/pass-context.ts';
import type { KeptLists } from './acknowledged/acknowledge.ts';
import { formsOfList } from './acknowledged/own-forms.ts';
import { besides } from './consent-first.ts';
import type { ListEntry } from './live-contact.ts';
import type { Subject } from './subject.ts';
import { type Change, isField, type ListItem, writtenItems } from './verdicts.ts';
import { encodeField } from './wire.ts';

/** What composing needs of a pass. */
type Composer = Pick<Pass, 'fields' | 'zone' | 'live' | 'options'>;

/** A new contact with everything that IDENT has. */
export function composeCreate(subject: Subject, composer: Composer): NewContact {
  const { contact, hashes } = subject;
  const { fields, options } = composer;
  const keys = [...hashes.fields].filter(([, hash]) => hash !== '').map(([key]) => key);
  const values = keys.map((key) => encode(subject, key, composer));
  for (const { fieldId, wanted } of listsOf(subject, fields)) {
    if (wanted.length > 0) {
      values.push({ field_id: fieldId, values: wanted.map(({ wire }) => wire) });
    }
  }
  return {
    request_id: String(subject.id),
    name: contact.name.full,
    first_name: contact.name.first,
    last_name: contact.name.last,
    ...(options.responsibleUserId === undefined
      ? {}
      : { responsible_user_id: options.responsibleUserId }),
    custom_fields_values: values,
    ...(options.tags.length === 0 ? {} : { tags_to_add: options.tags.map((name) => ({ name })) }),
  };
}

/**
 * The request for a change: only what changed. `current` is the contact as just read; it must be given when lists
 * change, since amoCRM replaces them as a whole and a colleague's entries have to stay.
 */
export function composeUpdate(
  subject: Subject,
  link: Link,
  change: Change,
  current: AmoContact | null,
  composer: Composer,
): { readonly patch: ContactPatch | null; readonly lists: KeptLists } {
  const { contact } = subject;
  const { fields, live } = composer;
  const items = writtenItems(change);
  const keys = [
    ...items.filter(isField),
    ...besides(change, (key) => isKnown(subject, key, composer)),
  ];
  const values: WireField[] = keys.map((key) => encode(subject, key, composer));
  const lists: { phones?: readonly OwnedHash[]; emails?: readonly OwnedHash[] } = {};
  for (const { item, fieldId, wanted, isWhole } of listsOf(subject, fields)) {
    if (current === null || !items.includes(item)) continue;
    const there = inOurForms(live[item](current), item, link, change, subject.hashes[item]);
    const merged = mergeList(there, wanted, link[item], isWhole);
    lists[item] = merged.kept;
    if (merged.values !== undefined) values.push({ field_id: fieldId, values: merged.values });
  }
  const isNamed = items.includes('name');
  if (values.length === 0 && !isNamed) return { patch: null, lists };
  return {
    patch: {
      id: link.contactId,
      request_id: String(subject.id),
      ...(isNamed
        ? {
            name: contact.name.full,
            first_name: contact.name.first,
            last_name: contact.name.last,
          }
        : {}),
      ...(values.length === 0 ? {} : { custom_fields_values: values }),
    },
    lists,
  };
}

/** What stands in a list, forms of ours under our hashes. */
function inOurForms(
  current: readonly ListEntry[],
  list: ListItem,
  { ownForm }: Pick<Link, 'ownForm'>,
  { ownForms }: Pick<Change, 'ownForms'>,
  own: readonly string[] = [],
): readonly ListEntry[] {
  const forms = formsOfList(new Map([...ownForm, ...ownForms]), list, own);
  return current.map((entry) => ({ ...entry, hash: forms.get(entry.hash) ?? entry.hash }));
}

/** Whether the field is on, and IDENT says something of it. */
const isKnown = ({ contact }: Subject, key: FieldKey, { fields }: Composer): boolean =>
  fields.byKey.has(key) && contact.fields.has(key);

function encode(subject: Subject, key: FieldKey, composer: Composer): WireField {
  const account = composer.fields.byKey.get(key);
  // Hashes are made of bound fields only (SubjectMaker).
  if (account === undefined) throw new RangeError(`field ${key} is not bound`);
  return encodeField(account, subject.contact.fields.get(key) ?? null, composer.zone);
}

interface WantedEntry {
  readonly hash: string;
  readonly wire: WireValue;
}

/** Phones and e-mails: where amoCRM has them, what IDENT has of them, and whether that is all it has. */
const listsOf = (subject: Subject, { phone, email }: Pick<Composer['fields'], 'phone' | 'email'>) =>
  [
    {
      item: 'phones',
      fieldId: phone.fieldId,
      wanted: (subject.contact.phones ?? []).map(({ value, kind }, at) => ({
        hash: subject.hashes.phones?.[at] ?? '',
        wire: choice(value, phone, kind === 'main' ? 'MOB' : 'OTHER'),
      })),
      isWhole: subject.hashes.phonesWhole,
    },
    {
      item: 'emails',
      fieldId: email.fieldId,
      wanted: (subject.contact.emails ?? []).map((value, at) => ({
        hash: subject.hashes.emails?.[at] ?? '',
        wire: choice(value, email, 'PRIV'),
      })),
      isWhole: subject.hashes.emailsWhole,
    },
  ] as const;

function choice(value: string, list: AccountList, code: string): WireValue {
  const id = list.enumOf.get(code);
  return id === undefined ? { value } : { value, enum_id: id };
}

/**
 * A list as it shall be: what stands there keeps order and type; ours that IDENT dropped goes; IDENT's that lack are
 * appended. Nothing goes when `wanted` is not the whole of IDENT's. `undefined`: nothing is sent, IDENT's are all there and none has to go; `null`: the list becomes empty.
 */
export function mergeList(
  current: readonly ListEntry[],
  wanted: readonly WantedEntry[],
  before: readonly OwnedHash[],
  whole = true,
): {
  readonly values: readonly WireValue[] | null | undefined;
  readonly kept: readonly OwnedHash[];
} {
  const wantedHashes = new Set(wanted.map(({ hash }) => hash));
  const ours = new Set(before.filter((entry) => entry.ours).map(({ hash }) => hash));
  const there = new Set(current.map(({ hash }) => hash));
  const staying = current.filter(({ hash }) => wantedHashes.has(hash) || !whole || !ours.has(hash));
  const appended = wanted.filter(({ hash }) => !there.has(hash));
  const kept = [
    ...wanted.map(({ hash }) => ({ hash, ours: !there.has(hash) || ours.has(hash) })),
    ...(whole ? [] : before.filter(({ hash }) => !wantedHashes.has(hash))),
  ];
  if (appended.length === 0 && staying.length === current.length)
    return { values: undefined, kept };
  const values = [
    ...staying.map(({ value, enumId }) =>
      enumId === null ? { value } : { value, enum_id: enumId },
    ),
    ...appended.map(({ wire }) => wire),
  ];
  return { values: values.length === 0 ? null : values, kept };
}
