import type { ShapeWarning } from './desired-contact.ts';
import type { Patient } from './patient.ts';
import { type PatientPhones, phonesOf } from './phones.ts';

/** What the fields of one patient share while they are shaped: phones parsed once, warnings in one place. */
export interface PatientWork {
  phones(): PatientPhones | undefined;
  warn(warning: ShapeWarning): void;
}

export function patientWork(patient: Patient, warnings: ShapeWarning[] = []): PatientWork {
  let known: { readonly phones: PatientPhones | undefined } | null = null;
  return {
    phones: () => {
      known ??= { phones: phonesOf(patient) };
      return known.phones;
    },
    warn: (warning) => warnings.push(warning),
  };
}
