import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import type { ContactEvidence } from '../../contact/person/person-evidence.ts';
import type { LiveContact } from '../item/live-contact.ts';

/** A contact as a snapshot keeps it. */
interface SeenContact {
  readonly contact_id: ContactId;
  readonly patient_id: PatientId | null;
  readonly hashes: string;
}

interface StoredHashes {
  readonly f: Record<string, string>;
  readonly l?: PatientId;
  readonly n: string;
  readonly s: string;
  readonly t: readonly string[];
  readonly o: string;
  readonly p: readonly string[];
  readonly a: readonly string[];
  readonly e: readonly string[];
  readonly w: ContactEvidence;
}

/** In the place of a patient's id: the contact carries one of whom is not known which. */
export const unknownPatient = -1 as PatientId;

/** Whom a contact carries, as a snapshot keeps it. */
export const carried = ({ patientId, carriesUnknown }: LiveContact): PatientId | null =>
  carriesUnknown ? unknownPatient : patientId;

export function pack(contact: LiveContact): string {
  const stored: StoredHashes = {
    f: Object.fromEntries(contact.fields),
    ...(contact.formerId === undefined ? {} : { l: contact.formerId }),
    n: contact.name,
    s: contact.nameParts,
    t: contact.nameTokens,
    o: contact.nameWords,
    p: contact.phones,
    a: contact.phonesAlike,
    e: contact.emails,
    w: contact.person,
  };
  return JSON.stringify(stored);
}

export function unpack(row: SeenContact): LiveContact {
  // Our own JSON, written by pack in this very pass.
  const stored = JSON.parse(row.hashes) as StoredHashes;
  return {
    contactId: row.contact_id,
    patientId: row.patient_id === unknownPatient ? null : row.patient_id,
    ...(row.patient_id === unknownPatient ? { carriesUnknown: true as const } : {}),
    fields: new Map(Object.entries(stored.f) as [FieldKey, string][]),
    ...(stored.l === undefined ? {} : { formerId: stored.l }),
    name: stored.n,
    nameParts: stored.s,
    nameTokens: stored.t,
    nameWords: stored.o,
    phones: stored.p,
    phonesAlike: stored.a,
    emails: stored.e,
    person: stored.w,
  };
}
