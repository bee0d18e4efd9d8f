import {
  idsPerSource,
  type PatientId,
  parsePatientId,
  patientIdText,
  type SourceNumber,
} from '../contact/model/patient-key.ts';
import type { ReceptionId } from './reception.ts';

/**
 * A reception of one of an account's databases, and the visit whose first one it is: made as a patient's key is, (number −
 * 1) × 2³² + `Receptions.ID`.
 */
export type VisitKey = number & { readonly __brand: 'VisitKey' };

export const visitKey = (source: SourceNumber, id: ReceptionId): VisitKey =>
  ((source - 1) * idsPerSource + id) as VisitKey; // the brand is given here

export const receptionOf = (key: VisitKey): ReceptionId => (key % idsPerSource) as ReceptionId; // by its making

/** As people and amoCRM read it: `12345` of the first database, `2:12345` of another one. */
export const visitKeyText = (key: VisitKey): string => patientIdText(Number(key) as PatientId); // they are made alike

/** The visit whose key a text is; null: none's. */
export const parseVisitKey = (text: string): VisitKey | null => {
  const key = parsePatientId(text);
  return key === null ? null : (Number(key) as VisitKey); // they are made alike
};
