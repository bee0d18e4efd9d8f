import { InvalidArgumentError } from 'commander';
import { type PatientId, parsePatientId } from '../contact/model/patient-key.ts';
import type { Messages } from './locale/messages.ts';

/** Parser of an option whose value is one patient's id: `12345`, or `2:12345` of another source than the first. */
export const patientArgument =
  ({ usage }: Messages) =>
  (value: string): PatientId => {
    const id = parsePatientId(value);
    if (id === null) throw new InvalidArgumentError(usage.patientId);
    return id;
  };
