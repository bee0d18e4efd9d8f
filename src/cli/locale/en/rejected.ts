import { pluralEn } from '../plural.ts';
import type { rejectedRu } from '../ru/rejected.ts';

export const rejectedEn: typeof rejectedRu = {
  rejected: {
    description: 'Patients that amoCRM refused',
    listDescription: 'Who, why, and what to do',
    retryDescription: 'Send them again with the next pass',
    exportDescription: 'A CSV table for Excel: numbers, codes and reasons, no personal data',
    patientId: 'only this patient (also when the number is another person now)',
    file: 'file (without it the table goes to stdout)',
    columns: {
      patient: 'Patient',
      field: 'Field',
      meaning: 'Reason',
      code: 'Code',
      since: 'Since',
      attempts: 'Tries',
      advice: 'What to do',
      last: 'Last try',
    },
    meanings: {
      NotSupportedChoice: {
        meaning: 'amoCRM does not know such a choice or value',
        advice: "check the value in IDENT and the field's options: ident-amocrm fields check",
      },
      InvalidType: {
        meaning: "the value does not fit the field's type",
        advice: "correct the value in IDENT; check the field's type: ident-amocrm fields check",
      },
      FieldNotExpected: {
        meaning: 'amoCRM expects no such field',
        advice: 'check the fields: ident-amocrm fields check',
      },
      FieldMissing: {
        meaning: 'amoCRM demands a field that the request has not',
        advice: 'make the contact field optional in amoCRM, or fill it in IDENT',
      },
      Refused: {
        meaning: 'amoCRM refused the row without a reason',
        advice: 'look at the patient: ident-amocrm test --patient-id N; then rejected retry',
      },
      'identity-changed': {
        meaning: 'name, birthday and phone differ: it seems another person under the same number',
        advice:
          'compare card and contact; if it is the same person: ident-amocrm rejected retry --patient-id N',
      },
    },
    otherwise: {
      meaning: 'amoCRM refused the value by a rule of its own',
      advice: "check the field's value in IDENT; tell amoCRM's support the code",
    },
    none: 'Nobody is refused.',
    count: (count, n) => `${count} ${pluralEn(n, 'patient', 'patients')} refused.`,
    retried: (count, n) =>
      `${count} ${pluralEn(n, 'patient', 'patients')} will be sent with the next pass: ident-amocrm sync`,
    nothingToRetry: 'There is nobody to send again.',
    notRejected: (id) => `Patient ${id} is not among the refused.`,
    keptBack: (ids) =>
      `Not sent: the number seems to be another person (${ids}). Confirm one by one: rejected retry --patient-id N`,
    exported: (count, file) => `Rows written: ${count}, file ${file}`,
  },
};
