import { pluralEn } from '../../plural.ts';
import type { rejectedRu } from '../../ru/daily/rejected.ts';

export const rejectedEn: typeof rejectedRu = {
  rejected: {
    description: 'Patients, and deals of visits, that amoCRM did not accept',
    listDescription: 'Who, why and what to do, by reason',
    limit: 'how many patients of each reason to name (default 10)',
    reason: 'only this reason, by its code: NotSupportedChoice',
    retryDescription: 'Send them again with the next pass',
    exportDescription: 'A CSV table for Excel: numbers, codes and reasons, no personal data',
    separateDescription:
      'It is another person: take our id out of the contact, and make the patient one of its own (next pass)',
    separatePatientId: 'which patient',
    patientId: 'only this patient (also when the number is another person now)',
    file: 'file (without it the table goes to stdout)',
    columns: {
      patient: 'Patient',
      field: 'Field',
      meaning: 'Reason',
    },
    deals: (count: string) => `Deals of visits that were rejected: ${count}`,
    none: 'Nobody is rejected.',
    noneOfReason: (reason, reasons) =>
      `Nobody is rejected for ${reason}. Reasons at present: ${reasons}.`,
    group: (count, since) => `patients: ${count}, since ${since}`,
    more: (count, code, all) =>
      `${count} are not named: rejected list --reason ${code} --limit ${all}`,
    count: (count, n) => `${count} ${pluralEn(n, 'patient', 'patients')} rejected.`,
    retried: (count, n) =>
      `${count} ${pluralEn(n, 'patient', 'patients')} will be sent with the next pass: ident-amocrm sync`,
    nothingToRetry: 'There is nobody to send again.',
    notRejected: (id) => `Patient ${id} is not among the rejected.`,
    keptBack: (ids) =>
      `Not sent: the number seems to be another person (${ids}). Confirm one by one: rejected retry --patient-id N`,
    separated: (id) =>
      `Patient ${id}: the next pass takes their id out of the other person's contact and makes one of their own: ident-amocrm sync`,
    exported: (count, file) => `Rows written: ${count}, file ${file}`,
  },
};
