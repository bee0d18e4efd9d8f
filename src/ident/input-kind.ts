import type { PatientInput } from '../contact/patient.ts';

/** What an input's cell is read as. */
export type InputKind =
  | 'text'
  | 'date'
  | 'wall-clock'
  | 'decimal'
  | 'count'
  | 'flag'
  | 'sex'
  | 'status';

export const inputKinds: Readonly<Record<PatientInput, InputKind>> = {
  surname: 'text',
  name: 'text',
  patronymic: 'text',
  parentName: 'text',
  birthday: 'date',
  sex: 'sex',
  mobilePhone: 'text',
  phone: 'text',
  email: 'text',
  cardNumber: 'text',
  comment: 'text',
  patientNumber: 'text',
  status: 'status',
  archiveReason: 'text',
  branch: 'text',
  city: 'text',
  inn: 'text',
  snils: 'text',
  passport: 'text',
  firstVisit: 'date',
  visits: 'count',
  visitsSum: 'decimal',
  discount: 'decimal',
  advance: 'decimal',
  debt: 'decimal',
  smsRefusal: 'flag',
  changedAt: 'wall-clock',
  address: 'text',
  source: 'text',
};

/** All inputs, in the order in which they are selected and reported. */
export const patientInputs: readonly PatientInput[] =
  Object.keys(inputKinds).filter(isPatientInput);

export function isPatientInput(text: string): text is PatientInput {
  return Object.hasOwn(inputKinds, text);
}
