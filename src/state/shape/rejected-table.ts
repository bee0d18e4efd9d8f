import type { PatientId } from '../../contact/model/patient-key.ts';

/** Patients whose contacts were rejected, each with the reason. */
export interface RejectedTable {
  patient_id: PatientId;
  code: string;
  /** Field key, `name`, `phones`, or null when amoCRM does not say. */
  subject: string | null;
  /** Keyed hash of all that was sent: another value, field or rule makes it worth another try. Empty: it is to be sent again. */
  fingerprint: string;
  first_at: number;
  last_at: number;
  attempts: number;
}
