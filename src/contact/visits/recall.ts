import { Temporal } from 'temporal-polyfill';
import type { Patient, Read } from '../model/patient.ts';

type Consenting = Pick<Patient, 'conformToSending' | 'smsRefusal'>;

/**
 * What IDENT says of mailings to a patient. `unsaid`: nothing, for or against. `unread`: that cannot be told, since a cell
 * is off, not there, or unreadable; a refusal that was read stands all the same.
 */
export function consentOf({
  conformToSending,
  smsRefusal,
}: Consenting): 'given' | 'refused' | 'unsaid' | 'unread' {
  if (conformToSending === false || smsRefusal === true) return 'refused';
  if (conformToSending === undefined || smsRefusal === undefined) return 'unread';
  return conformToSending === true && smsRefusal === false ? 'given' : 'unsaid';
}

/** Whether both cells were read, and both say so: nothing else is consent. */
export const consents = (patient: Consenting): boolean => consentOf(patient) === 'given';

/** Nobody is invited who did not consent, or is not known to be active. */
const isWelcome = (patient: Patient): boolean =>
  consents(patient) && (patient.status === 'active' || patient.status === null);

/**
 * The day from which a patient may be invited again: so many months after the last visit. Nobody is invited who is not
 * welcome, never came, or has a booking that is not over: for a day after its beginning one may be in the chair.
 */
export function recallOn(patient: Patient, months: number): Read<string> {
  const { lastVisit, openBookings } = patient;
  if (!isWelcome(patient)) return null;
  if (lastVisit === undefined || openBookings === undefined) return undefined;
  if (lastVisit === null || (openBookings ?? 0) > 0) return null;
  return Temporal.PlainDate.from(lastVisit).add({ months }).toString();
}

/** Whether an invitation ends as such do: by a booking, or with a patient who is welcome no more. A last visit does not go. */
export const isRecallOver = (patient: Patient): boolean =>
  !isWelcome(patient) || (patient.openBookings ?? 0) > 0;
