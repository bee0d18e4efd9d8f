import { Temporal } from 'temporal-polyfill';
import type { Patient, Read } from '../model/patient.ts';

/** Whether both cells were read, and both say so: nothing else is consent. */
export const consents = ({
  conformToSending,
  smsRefusal,
}: Pick<Patient, 'conformToSending' | 'smsRefusal'>): boolean =>
  conformToSending === true && smsRefusal === false;

/** Whether IDENT says either: what it leaves open, or what cannot be read, is no answer. */
export const saysOfConsent = (patient: Pick<Patient, 'conformToSending' | 'smsRefusal'>): boolean =>
  patient.conformToSending === false || patient.smsRefusal === true || consents(patient);

/**
 * The day from which a patient may be invited again: so many months after the last visit. Nobody is invited who did not
 * consent, is not known to be active, never came, or has a booking that is not over: for a day after its beginning one
 * may be in the chair.
 */
export function recallOn(patient: Patient, months: number): Read<string> {
  const { status, lastVisit, openBookings } = patient;
  if (!consents(patient) || (status !== null && status !== 'active')) return null;
  if (lastVisit === undefined || openBookings === undefined) return undefined;
  if (lastVisit === null || (openBookings ?? 0) > 0) return null;
  return Temporal.PlainDate.from(lastVisit).add({ months }).toString();
}
