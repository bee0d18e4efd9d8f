import { pluralEn } from '../../plural.ts';
import type { patientsRu } from '../../ru/daily/patients.ts';

export const patientsEn: typeof patientsRu = {
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
  forget: {
    description: 'Forget a patient: clear our fields in amoCRM and sync it no more',
    patientId: "the patient's number (Patients.ID_Persons)",
    undo: 'sync this patient again',
    cleared: (patient, contacts) =>
      `Patient ${patient} is forgotten. Cleared in amoCRM: contact ${contacts}.`,
    deals: (deals) => `Cleared in deals: ${deals}.`,
    nothing: (patient) => `Patient ${patient} is forgotten. There was nothing to clear in amoCRM.`,
    kept: "The contact's name and what people entered stay: the whole contact can be deleted in amoCRM.",
    undoHint: (patient) => `To take it back: ident-amocrm forget --patient-id ${patient} --undo`,
    recalled: (patient) =>
      `Patient ${patient} is synced again: the next pass takes it up (ident-amocrm sync).`,
    notListed: (patient) => `Patient ${patient} is not on the do-not-sync list.`,
  },
  patient: {
    description: 'One patient for real: read, sent, held',
    patientId: 'number of the patient (Patients.ID_Persons)',
    dryRun: 'only show, send nothing',
    title: (patient, contact) =>
      contact === null
        ? `Patient ${patient} — no contact yet`
        : `Patient ${patient} → contact ${contact}`,
    columns: { no: '#', field: 'Field', ident: 'IDENT', sent: '', amo: 'amoCRM', same: '' },
    off: 'switched off',
    notKnown: 'not in the database',
    actions: {
      create: 'The contact was created.',
      adopt: 'A contact that was in amoCRM already is used.',
      update: (fields) => `Updated: ${fields}.`,
      unchanged: 'Everything is right already: nothing was sent.',
      missing: 'The contact was deleted in amoCRM: restore it from the trash. Nothing was sent.',
      waiting: 'Not sent: amoCRM rejected the same data before.',
      uncertain: 'The outcome of an earlier write is unknown: the next pass finds out.',
      rejected: 'Not written.',
      'identity-changed': 'Not written: this number seems to be another person now.',
    },
    plans: {
      create: 'A new contact will be created.',
      adopt: 'A contact that is in amoCRM already will be used.',
      update: (fields) => `Will be updated: ${fields}.`,
    },
    legend: { sent: '→ sent', planned: '→ will be sent', same: '✓ same' },
    differs: 'differs',
    dry: 'Nothing was sent (--dry-run).',
  },
};
