import type { PatientInput } from './patient.ts';

/** The keys of the 26 fields, in the order of their numbers; users name fields by them (`EXCLUDE_FIELDS`). */
export const fieldKeys = [
  'patient_id',
  'age',
  'sex',
  'birthday',
  'card_number',
  'comment',
  'patient_number',
  'status',
  'archive_reason',
  'branch',
  'city',
  'inn',
  'snils',
  'passport',
  'first_visit',
  'visits',
  'visits_sum',
  'discount',
  'advance',
  'debt',
  'sms_refusal',
  'changed_at',
  'patronymic',
  'extra_phone',
  'address',
  'source',
] as const;

export type FieldKey = (typeof fieldKeys)[number];

/** Which input of a patient each field is made of; `age` is derived from the birthday. */
export const inputOfField: Readonly<Record<FieldKey, PatientInput | null>> = {
  patient_id: null,
  age: 'birthday',
  sex: 'sex',
  birthday: 'birthday',
  card_number: 'cardNumber',
  comment: 'comment',
  patient_number: 'patientNumber',
  status: 'status',
  archive_reason: 'archiveReason',
  branch: 'branch',
  city: 'city',
  inn: 'inn',
  snils: 'snils',
  passport: 'passport',
  first_visit: 'firstVisit',
  visits: 'visits',
  visits_sum: 'visitsSum',
  discount: 'discount',
  advance: 'advance',
  debt: 'debt',
  sms_refusal: 'smsRefusal',
  changed_at: 'changedAt',
  patronymic: 'patronymic',
  extra_phone: 'phone',
  address: 'address',
  source: 'source',
};

/**
 * The inputs that must not even be selected when these fields are off (I7). The field that is *named* for an input
 * decides: `birthday` off leaves no age, `patronymic` off leaves names without it, `age` off leaves the birthday.
 */
export function excludedInputs(excluded: ReadonlySet<FieldKey>): ReadonlySet<PatientInput> {
  const inputs = new Set<PatientInput>();
  for (const key of excluded) {
    const input = inputOfField[key];
    if (input !== null && key !== 'age') inputs.add(input);
  }
  return inputs;
}

/** What a value of an input is told of as: the field that is named for it, or what of the contact it goes into. */
export function subjectOfInput(input: PatientInput): FieldKey | OtherSubject {
  return (
    fieldKeys.find((key) => key !== 'age' && inputOfField[key] === input) ??
    otherSubjects[input] ??
    'name'
  );
}

export type OtherSubject = 'name' | 'phones' | 'emails' | 'parent';

const otherSubjects: Partial<Record<PatientInput, OtherSubject>> = {
  surname: 'name',
  name: 'name',
  mobilePhone: 'phones',
  email: 'emails',
  parentName: 'parent',
};
