import type { patientRu } from '../../ru/start/patient.ts';

export const patientEn: typeof patientRu = {
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
