import type { PatientId } from '../../contact/model/patient-key.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import type { LiveContact } from '../item/live-contact.ts';

/** In the place of a patient's id: the contact carries one of whom is not known which. */
export const unknownPatient = -1 as PatientId;

/** Whom a contact carries, as a snapshot keeps it. */
export const carried = ({ patientId, carriesUnknown }: LiveContact): PatientId | null =>
  carriesUnknown ? unknownPatient : patientId;

/** A contact as a snapshot keeps it. */
export const pack = (contact: LiveContact): string =>
  JSON.stringify({ ...contact, fields: Object.fromEntries(contact.fields) });

export function unpack({ hashes }: { readonly hashes: string }): LiveContact {
  // Our own JSON, written by pack in this very pass.
  const stored = JSON.parse(hashes) as Omit<LiveContact, 'fields'> & { readonly fields: object };
  return { ...stored, fields: new Map(Object.entries(stored.fields) as [FieldKey, string][]) };
}
