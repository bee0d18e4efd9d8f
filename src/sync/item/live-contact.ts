import { UnreadableFieldError } from '../../amocrm/errors/errors.ts';
import type { AmoContact, AmoFieldValues, ContactId, FieldId } from '../../amocrm/model/model.ts';
import { type PatientId, parsePatientId } from '../../contact/model/patient-key.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import { contactNameTokens, nameTokens } from '../../contact/person/name-agreement.ts';
import type { ContactEvidence } from '../../contact/person/person-evidence.ts';
import type { PersonHashes } from '../../contact/person/person-hashes.ts';
import { readPhoneCell } from '../../contact/phone/phone-cell.ts';
import { isMetBySearch, typedPhoneKey } from '../../contact/phone/phones.ts';
import type { FieldValue } from '../../contact/value/field-value.ts';
import type { Hasher } from '../../contact/value/hasher.ts';
import type { AccountFields, AccountList } from '../account/account-fields.ts';
import type { AccountZone } from '../account/account-zone.ts';
import {
  emailHash,
  nameHash,
  namePartsHash,
  nameWordsHash,
  phoneAlikeHash,
  phoneHash,
  tokenHash,
  typedPhoneHash,
} from './subject.ts';
import { decodeField } from './wire.ts';

/** A contact as amoCRM holds it now, reduced to hashes that compare with a subject's. */
export interface LiveContact {
  readonly contactId: ContactId;
  /** The patient that the contact's IDENT-id field names; null when there is none, or it is not known which. */
  readonly patientId: PatientId | null;
  /** Something stands there that is no id: it carries a patient of whom is not known which. */
  readonly carriesUnknown?: true;
  /** The number in somebody's earlier field of that name, where there is such a field. */
  readonly formerId?: PatientId;
  /** Filled fields only. */
  readonly fields: ReadonlyMap<FieldKey, string>;
  readonly name: string;
  /** First and last name in their places; empty when the whole name says something else than they do. */
  readonly nameParts: string;
  /** Hashed words of its name; none where it names a patient: that one is not looked for by name. */
  readonly nameTokens: readonly string[];
  /** The words of the whole name, in no order. */
  readonly nameWords: string;
  readonly phones: readonly string[];
  /** Of each phone what it is the same by, however it is written. */
  readonly phonesAlike: readonly string[];
  readonly emails: readonly string[];
  /** Whom it shows. */
  readonly person: ContactEvidence;
}

/** Fields that tell of a person. */
const ofPerson: ReadonlySet<FieldKey> = new Set(['birthday', 'snils', 'inn']);

/** Reads contacts into canonical form and hashes. */
export class LiveReader {
  readonly #hasher: Hasher;
  readonly #fields: AccountFields;
  readonly #zone: AccountZone;
  readonly #persons: PersonHashes;

  constructor(hasher: Hasher, fields: AccountFields, zone: AccountZone, persons: PersonHashes) {
    this.#hasher = hasher;
    this.#fields = fields;
    this.#zone = zone;
    this.#persons = persons;
  }

  read(contact: AmoContact): LiveContact {
    const hasher = this.#hasher;
    const fields = new Map<FieldKey, string>();
    const shown: Partial<Record<FieldKey, FieldValue | null>> = {};
    let typedPhones: readonly string[] = [];
    let typedEmails: readonly string[] = [];
    for (const found of contact.fields) {
      const account = this.#fields.byId.get(found.fieldId);
      if (account !== undefined) {
        const { field, fieldId } = account;
        const value = decodeField(account, found, this.#zone);
        if (ofPerson.has(field.key)) shown[field.key] = value;
        const hash = hasher.field(field.key, field.version, fieldId, value);
        if (hash !== '') fields.set(field.key, hash);
      } else if (isList(found, this.#fields.phone)) {
        typedPhones = listed(found);
      } else if (isList(found, this.#fields.email)) {
        typedEmails = listed(found);
      }
    }
    const ofIdent = this.#idField(contact);
    const patientId = idIn(ofIdent);
    const carriesUnknown = isUnknownIn(ofIdent);
    const isFree = patientId === null && !carriesUnknown;
    const isOfParts = isComposed(contact);
    const nameWords = nameTokens(contact.name);
    // Of a name that is made of its parts they say nothing more.
    const words = isOfParts ? nameWords : contactNameTokens(contact);
    const cells = typedPhones.map(readPhoneCell);
    const phoneKeys = cells.map((cell, at) => typedPhoneKey(typedPhones[at] ?? '', cell));
    const formerId = this.#formerId(contact);
    return {
      contactId: contact.id,
      patientId,
      ...(carriesUnknown ? { carriesUnknown: true as const } : {}),
      ...(formerId === null ? {} : { formerId }),
      fields,
      name: nameHash(hasher, contact.name),
      nameParts: isOfParts ? namePartsHash(hasher, contact.firstName, contact.lastName) : '',
      nameTokens: isFree ? words.map((word) => tokenHash(hasher, word)) : [],
      nameWords: nameWordsHash(hasher, nameWords),
      phones: phoneKeys.map((key) => phoneHash(hasher, key)),
      phonesAlike: phoneKeys.map((key) => phoneAlikeHash(hasher, key)),
      emails: typedEmails.map((email) => emailHash(hasher, email)),
      person: this.#persons.ofContact({
        words,
        birthday: shown.birthday,
        snils: shown.snils,
        inn: shown.inn,
        phones: cells,
        emails: typedEmails,
      }),
    };
  }

  /** The patient that a contact says it carries. */
  patientId(contact: AmoContact): PatientId | null {
    return idIn(this.#idField(contact));
  }

  /** Whether something stands in a contact's IDENT-id field that is no id, be it a text or a form that nobody knows. */
  carriesUnknown(contact: AmoContact): boolean {
    return isUnknownIn(this.#idField(contact));
  }

  /** The IDENT-id field of a contact where it is in a form that amoCRM does not document. */
  oddId(contact: AmoContact): FieldId | null {
    const found = this.#idField(contact);
    return found?.unreadable ? found.fieldId : null;
  }

  #idField(contact: AmoContact): AmoFieldValues | undefined {
    const account = this.#fields.byKey.get('patient_id');
    return contact.fields.find((field) => field.fieldId === account?.fieldId);
  }

  #formerId(contact: AmoContact): PatientId | null {
    const { formerId } = this.#fields;
    if (formerId === undefined) return null;
    const found = contact.fields.find(({ fieldId }) => fieldId === formerId);
    return idIn(found);
  }

  /** What a field is compared by; empty: nothing, or no field of ours. */
  fieldHash(found: AmoFieldValues): string {
    const account = this.#fields.byId.get(found.fieldId);
    if (account === undefined) return '';
    const { field, fieldId } = account;
    return this.#hasher.field(
      field.key,
      field.version,
      fieldId,
      decodeField(account, found, this.#zone),
    );
  }

  /** What the entries of a list are compared by. */
  listHashes(list: 'phones' | 'emails', found: AmoFieldValues): readonly string[] {
    const hash = list === 'phones' ? typedPhoneHash : emailHash;
    return listed(found).map((text) => hash(this.#hasher, text));
  }

  /** As they stand there, those that can be read. */
  typedPhones(contact: AmoContact): readonly string[] {
    const { phone } = this.#fields;
    return contact.fields.flatMap((found) => (isList(found, phone) ? listed(found) : []));
  }

  /** @throws UnreadableFieldError */
  phones(contact: AmoContact): readonly ListEntry[] {
    return entries(contact, this.#fields.phone, (text) => typedPhoneHash(this.#hasher, text));
  }

  /** Its phones, hashed, that amoCRM's search does not find by any form. */
  oddPhones(contact: AmoContact): readonly string[] {
    return this.typedPhones(contact)
      .filter((typed) => !isMetBySearch(typed))
      .map((typed) => typedPhoneHash(this.#hasher, typed));
  }

  /** @throws UnreadableFieldError */
  emails(contact: AmoContact): readonly ListEntry[] {
    return entries(contact, this.#fields.email, (text) => emailHash(this.#hasher, text));
  }
}

const textOf = (found: AmoFieldValues | undefined): string =>
  String(found?.values[0]?.value ?? '').trim();

const idIn = (found: AmoFieldValues | undefined): PatientId | null =>
  found === undefined || found.unreadable ? null : parsePatientId(textOf(found));

const isUnknownIn = (found: AmoFieldValues | undefined): boolean =>
  idIn(found) === null && (found?.unreadable === true || textOf(found) !== '');

/** One entry of PHONE or EMAIL as it stands there, with what it is compared by. */
export interface ListEntry {
  readonly value: string;
  readonly enumId: number | null;
  readonly hash: string;
}

function entries(
  contact: AmoContact,
  list: AccountList,
  hash: (text: string) => string,
): readonly ListEntry[] {
  const found = contact.fields.find((field) => field.fieldId === list.fieldId);
  // The list is replaced as a whole: what cannot be read would be lost.
  if (found?.unreadable) throw new UnreadableFieldError(contact.id, found.fieldId);
  return (found?.values ?? []).map((value) => {
    const text = String(value.value ?? '');
    return { value: text, enumId: value.enumId, hash: hash(text) };
  });
}

/** Whether amoCRM made the whole name of its parts, in the order that the account has chosen. */
function isComposed({ name, firstName, lastName }: AmoContact): boolean {
  const whole = name.trim();
  return whole === `${firstName} ${lastName}`.trim() || whole === `${lastName} ${firstName}`.trim();
}

const isList = (found: AmoFieldValues, list: AccountList): boolean =>
  found.fieldId === list.fieldId;

const listed = (found: AmoFieldValues): readonly string[] =>
  found.values.map((value) => String(value.value ?? ''));
