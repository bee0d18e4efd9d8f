import { InvalidArgumentError } from 'commander';
import { type PatientId, parsePatientId } from '../../contact/model/patient-key.ts';
import type { Messages } from '../locale/messages.ts';

/** A patient's id as it was typed. */
export interface TypedPatient {
  readonly id: PatientId;
  /** A number alone: which source it is of has to be known otherwise. */
  readonly isPlain: boolean;
}

/** Parser of an option whose value is one patient's id: `12345`, or `2:12345` of another source than the first. */
export const patientArgument =
  ({ usage }: Messages) =>
  (value: string): TypedPatient =>
    typedPatient(value, usage.patientId);

export function typedPatient(value: string, refusal: string): TypedPatient {
  const id = parsePatientId(value);
  if (id === null) throw new InvalidArgumentError(refusal);
  return { id, isPlain: /^\s*\d+\s*$/.test(value) };
}
