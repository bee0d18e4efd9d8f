import type { DesiredContact } from './desired-contact.ts';
import { offeredFields } from './model/field-choice.ts';
import type { ContactField } from './model/fields.ts';
import { inputOf } from './model/inputs.ts';
import type { Patient, Read } from './model/patient.ts';
import { patientIdText } from './model/patient-key.ts';
import type { DerivedField, FieldKey } from './model/table.ts';
import { namesGuardian } from './person/name-agreement.ts';
import { contactName } from './person/names.ts';
import { type PatientPhones, phonesOf } from './phone/phones.ts';
import { ageOn, isCalendarDate } from './value/dates.ts';
import { parseEmails } from './value/emails.ts';
import {
  type FieldValue,
  fieldValue,
  type RawValue,
  type ShapeContext,
  type ShapeWarning,
} from './value/field-value.ts';
import { consentOf, consents, isRecallOver, recallOn } from './visits/recall.ts';

/** The contact that amoCRM should hold for a patient. Pure; warnings name subjects, never values (I7). */
export function shapeContact(patient: Patient, context: ShapeContext): DesiredContact {
  const warnings: ShapeWarning[] = [];
  const warn = (code: ShapeWarning['code'], subject: string) => warnings.push({ code, subject });
  const phones = phonesOf(patient);
  const fields = new Map<FieldKey, FieldValue | null>();
  for (const field of offeredFields(context)) {
    const raw = rawValue(field, patient, context, phones);
    const value = fieldValue(field.type, raw, context, (code) => warn(code, field.key));
    if (value !== undefined) fields.set(field.key, value);
  }
  for (const [code, key] of openQuestions(patient)) if (fields.has(key)) warn(code, key);
  for (const input of patient.unreadable ?? []) warn('unreadable', inputOf(input).subject);
  const { cut, ...name } = contactName(patient);
  if (cut) warn('name-cut', 'name');
  for (let left = phones?.unparsed ?? 0; left > 0; left -= 1) warn('phone-unparsed', 'phones');
  if (phones?.remarks === true) warn('left-out', 'phones');
  return {
    patientId: patient.id,
    name,
    phones: phones?.phones,
    phonesWhole: phones?.whole ?? false,
    ...emailsOf(patient, warn),
    fields,
    ended: endedFields(patient, fields),
    // Who cannot be read may be a parent.
    hasParent:
      namesGuardian(patient.parentName ?? '') ||
      (patient.unreadable?.includes('parentName') ?? false),
    warnings,
  };
}

/** Where a field's value comes from, before it takes the form of its type. */
type Derivation = (
  patient: Patient,
  context: ShapeContext,
  phones: PatientPhones | undefined,
) => Read<RawValue>;

const derivations: Readonly<Record<DerivedField, Derivation>> = {
  patient_id: ({ id }) => patientIdText(id),
  age: ({ birthday }, { today }) => {
    if (birthday === undefined || birthday === null) return birthday;
    return isCalendarDate(birthday) ? ageOn(birthday, today) : undefined;
  },
  extra_phone: ({ phone, mobilePhone }, _, phones) => {
    if (phone === undefined) return undefined;
    const extra = phones?.phones.filter(({ kind }) => kind === 'extra') ?? [];
    // What cannot be read is not empty.
    if (extra.length === 0 && phones?.whole === false && mobilePhone !== undefined)
      return undefined;
    return extra.map(({ value }) => value).join(', ');
  },
  // Of two plans nobody knows which is followed.
  plan_left: ({ planLeft, activePlans }) => {
    if (planLeft === undefined || activePlans === undefined) return undefined;
    return activePlans === 1 ? planLeft : null;
  },
  mailing_consent: consents,
  recall_on: (patient, { extra }) => extra && recallOn(patient, extra.recallMonths),
};

const isDerived = (key: FieldKey): key is DerivedField => Object.hasOwn(derivations, key);

function rawValue(
  { key, input, otherwise }: ContactField,
  ...[patient, context, phones]: Parameters<Derivation>
): Read<RawValue> {
  if (isDerived(key)) return derivations[key](patient, context, phones);
  const value = input === null ? undefined : patient[input];
  return value === null ? (otherwise ?? null) : value;
}

/** What IDENT leaves open, and the field that is empty for it. */
function* openQuestions(patient: Patient): Generator<[ShapeWarning['code'], FieldKey]> {
  const consent = consentOf(patient);
  if (consent === 'unsaid' || consent === 'unread') yield ['consent-unknown', 'mailing_consent'];
  if ((patient.activePlans ?? 0) > 1) yield ['several-plans', 'plan_left'];
}

/** A consent that cannot be read is claimed no longer, whatever it was; the rest is said by IDENT. */
function endedFields(
  patient: Patient,
  fields: ReadonlyMap<FieldKey, FieldValue | null>,
): ReadonlySet<FieldKey> {
  const ended = new Set<FieldKey>();
  if (consentOf(patient) === 'unread') ended.add('mailing_consent');
  if (fields.get('recall_on') === null && isRecallOver(patient)) ended.add('recall_on');
  return ended;
}

function emailsOf(
  { email }: Patient,
  warn: (code: ShapeWarning['code'], subject: string) => void,
): Pick<DesiredContact, 'emails' | 'emailsWhole'> {
  if (email === undefined) return { emails: undefined, emailsWhole: false };
  const { emails, dropped, remarks } = parseEmails(email ?? '');
  if (remarks) warn('left-out', 'emails');
  if (dropped > 0) warn('unreadable', 'emails');
  // What cannot be read is not empty: an address of before may be what stands there.
  return { emails, emailsWhole: dropped === 0 };
}
