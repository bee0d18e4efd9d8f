import type { DesiredContact } from '../../contact/desired-contact.ts';
import type { ExtraFields } from '../../contact/model/field-choice.ts';
import type { Patient } from '../../contact/model/patient.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import {
  nameTokens,
  type PatientNameTokens,
  patientNameTokens,
} from '../../contact/person/name-agreement.ts';
import type { PatientEvidence } from '../../contact/person/person-evidence.ts';
import { PersonHashes } from '../../contact/person/person-hashes.ts';
import { comparePhone, phoneLikeness } from '../../contact/phone/phones.ts';
import { shapeContact } from '../../contact/shape.ts';
import type { ShapeContext } from '../../contact/value/field-value.ts';
import type { Hasher } from '../../contact/value/hasher.ts';
import type { AccountFields } from '../account/account-fields.ts';
import { noWarnings, type WarningCounts } from '../pass/pass-counts.ts';

/** The desired contact as keyed hashes: what is compared, and all that is ever kept. */
export interface ContactHashes {
  /** Only of fields that are known here; `''` is empty. */
  readonly fields: ReadonlyMap<FieldKey, string>;
  /** Of the full name; `''` where IDENT's surnames or first names are not known here. */
  readonly name: string;
  /** Of first and last name: amoCRM may compose the full name in its own order. `''`: it has neither. */
  readonly nameParts: string;
  /** The name's words, in no order: what is the same name but for case, ё, blanks and order. */
  readonly nameWords?: () => string;
  /** Of each phone what it is the same by, however it is written. */
  readonly phonesAlike?: () => readonly string[];
  readonly phones: readonly string[] | undefined;
  /** False where a cell with phones is not known here or cannot be read: what the list lacks may well be in there. */
  readonly phonesWhole: boolean;
  readonly emails: readonly string[] | undefined;
  readonly emailsWhole: boolean;
}

/** A patient on the way: what IDENT says, the contact that should be, and its hashes. */
export interface Subject {
  readonly id: PatientId;
  readonly contact: DesiredContact;
  readonly hashes: ContactHashes;
  readonly nameTokens: PatientNameTokens;
  /** Who it is; absent where the subject is not a patient as IDENT has it. */
  readonly person?: PatientEvidence;
  /** Hash of everything: another one is worth another try after a rejection. */
  readonly fingerprint: string;
}

/** Makes subjects; one per pass, since ages are counted on the pass's date. */
export class SubjectMaker {
  readonly #hasher: Hasher;
  readonly #fieldIds: ReadonlyMap<FieldKey, number>;
  readonly #context: ShapeContext;
  readonly #persons: PersonHashes;

  constructor(hasher: Hasher, fields: AccountFields, context: ShapeContext) {
    this.#hasher = hasher;
    // A field that is switched off has no place here: it is neither compared nor sent.
    this.#fieldIds = new Map([...fields.byKey].map(([key, { fieldId }]) => [key, fieldId]));
    this.#context = { ...context, extra: context.extra && boundOf(context.extra, this.#fieldIds) };
    this.#persons = new PersonHashes(hasher, context.today);
  }

  make(patient: Patient): Subject {
    const contact = shapeContact(patient, this.#context);
    const hasher = this.#hasher;
    const persons = this.#persons;
    let person: PatientEvidence | undefined;
    const fields = hasher.fields(contact.fields, this.#fieldIds);
    // Off or missing is not empty: half a name would rename everybody.
    const named = patient.surname !== undefined && patient.name !== undefined;
    const hashes: ContactHashes = {
      fields,
      name: named ? nameHash(hasher, contact.name.full) : '',
      nameParts: named ? namePartsHash(hasher, contact.name.first, contact.name.last) : '',
      // Functions, since few need them, and no part of the fingerprint.
      nameWords: () => (named ? nameWordsHash(hasher, nameTokens(contact.name.full)) : ''),
      phonesAlike: () => (contact.phones ?? []).map(({ key }) => phoneAlikeHash(hasher, key)),
      phonesWhole: contact.phonesWhole,
      phones: contact.phones?.map((phone) => phoneHash(hasher, phone.key)),
      emails: contact.emails?.map((email) => emailHash(hasher, email)),
      emailsWhole: contact.emailsWhole,
    };
    return {
      id: patient.id,
      contact,
      hashes,
      // Few are matched, fewer rejected: the others need neither.
      get nameTokens() {
        return patientNameTokens(patient);
      },
      get person() {
        person ??= persons.ofPatient(patient);
        return person;
      },
      get fingerprint() {
        return hasher.text('fingerprint', JSON.stringify([[...fields], hashes]));
      },
    };
  }
}

/** Of a field that is off, or not in the account, nothing is left open. */
const boundOf = (extra: ExtraFields, bound: ReadonlyMap<FieldKey, number>): ExtraFields => ({
  ...extra,
  fields: new Set([...extra.fields].filter((key) => bound.has(key))),
});

export const nameHash = (hasher: Hasher, name: string): string => hasher.text('name', name.trim());

/** `''` when both are empty: a name that stands in the full name alone has no parts to compare. */
export const namePartsHash = (hasher: Hasher, first: string, last: string): string => {
  const parts = [first.trim(), last.trim()];
  return hasher.text('name-parts', parts.join('') === '' ? '' : JSON.stringify(parts));
};

/** Of the words that stand anywhere in a name; `''`: it has none. */
export const nameWordsHash = (hasher: Hasher, words: readonly string[]): string =>
  hasher.text('name-words', words.toSorted().join(' '));

export const phoneAlikeHash = (hasher: Hasher, key: string): string =>
  hasher.text('phone-alike', phoneLikeness(key));

export function hashedTokens(hasher: Hasher, tokens: PatientNameTokens): PatientNameTokens {
  const hash = (token: string) => tokenHash(hasher, token);
  return {
    first: tokens.first.map(hash),
    last: tokens.last.map(hash),
    patronymic: tokens.patronymic.map(hash),
  };
}

export const tokenHash = (hasher: Hasher, token: string): string => hasher.text('token', token);

/** `key` is a phone's comparison key. */
export const phoneHash = (hasher: Hasher, key: string): string => hasher.text('phone', key);

/** Of a phone as amoCRM shows it, in whatever way it is written. */
export const typedPhoneHash = (hasher: Hasher, typed: string): string =>
  phoneHash(hasher, comparePhone(typed));

export const emailHash = (hasher: Hasher, email: string): string =>
  hasher.text('email', email.trim().toLowerCase());

/** How much of a subject did not go over as IDENT has it. */
export function warningCounts({ contact }: Subject): WarningCounts & {
  /** What cannot be read at all, each once: field keys, `name`, `phones`, `emails`, `parent`. */
  readonly unreadable: readonly string[];
} {
  const counts = { ...noWarnings };
  let unreadable: string[] | null = null;
  for (const { code, subject } of contact.warnings) {
    if (code === 'phone-unparsed') counts.unparsedPhones += 1;
    if (code === 'text-cut' || code === 'name-cut') counts.cutTexts += 1;
    if (code === 'left-out') counts[subject === 'phones' ? 'leftOutPhones' : 'leftOutEmails'] += 1;
    if (code === 'consent-unknown') counts.unknownConsents += 1;
    if (code === 'several-plans') counts.severalPlans += 1;
    if (code === 'unreadable' && !unreadable?.includes(subject)) {
      unreadable = [...(unreadable ?? []), subject];
    }
  }
  return { ...counts, unreadable: unreadable ?? nothing };
}

const nothing: readonly string[] = [];
