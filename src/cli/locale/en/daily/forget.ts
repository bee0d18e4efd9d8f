import type { forgetRu } from '../../ru/daily/forget.ts';

export const forgetEn: typeof forgetRu = {
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
};
