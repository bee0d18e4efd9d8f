import { asPatientId, type PatientId } from '../../contact/model/patient-key.ts';

/** The key that a request has named: the contract has let it through. */
export function keyOf(number: number): PatientId {
  const key = asPatientId(number);
  if (key === null) throw new Error('the contract lets only keys through');
  return key;
}
