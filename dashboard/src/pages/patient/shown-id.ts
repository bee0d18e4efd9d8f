import { type PatientId, patientIdText } from '../../../../src/contact/model/patient-key.ts';

/** A patient's key as people read it. */
export const shownId = (key: number): string => patientIdText(key as PatientId); // the contract's
