import type { Generated } from 'kysely';
import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';

/** The tables of what was done, found and asked for, and of what the pages show. */
export interface RecordTables {
  runs: {
    id: Generated<number>;
    mode: string;
    started_at: number;
    ended_at: number | null;
    outcome: string;
    error_code: string | null;
    /** JSON of the counts. */
    counts: string;
    /** How many equal failures in a row this row stands for. */
    times: Generated<number>;
    /** JSON of what the error said, in each language. */
    reason: Generated<string | null>;
  };
  /** What a pass found worth telling: ids and field keys only. */
  findings: {
    id: Generated<number>;
    run_id: number;
    kind: string;
    patient_id: PatientId | null;
    contact_id: ContactId | null;
    subject: string | null;
  };
  /** Patients whose contacts were rejected, each with the reason. */
  rejected: {
    patient_id: PatientId;
    code: string;
    /** Field key, `name`, `phones`, or null when amoCRM does not say. */
    subject: string | null;
    /** Keyed hash of all that was sent: another value, field or rule makes it worth another try. Empty: it is to be sent again. */
    fingerprint: string;
    first_at: number;
    last_at: number;
    attempts: number;
  };
  /** Why the service rests; it goes on when there is no row left. */
  pauses: {
    reason: string;
    since: number;
    /** Of the error that gave the reason. */
    code: string | null;
    /** `service`, `cli`, `dashboard`. */
    actor: string;
  };
  /** What people want of the running service, in whatever process they say so. */
  wishes: {
    id: Generated<number>;
    kind: string;
    /** For one pass, as `--allow-mass-change`. */
    allowed: number | null;
    actor: string;
    asked_at: number;
  };
  /** What people did, for whoever asks later: ids and names of settings only. */
  actions: {
    id: Generated<number>;
    at: number;
    actor: string;
    who: string | null;
    action: string;
    subject: string | null;
  };
  /** What is the matter now, and through which channels that was said. */
  alerts: {
    kind: string;
    since: number;
    code: string | null;
    /** JSON list of channels. */
    told: string;
  };
  /** What passes did within an hour, for charts. */
  activity: {
    /** The hour's beginning, milliseconds since the epoch. */
    at: number;
    created: number;
    updated: number;
    rejected: number;
    requests: number;
    throttled: number;
  };
  /** Who may open the page, and what they may do there. */
  users: {
    /** As it is compared: small letters, one form of each. */
    name: string;
    /** As it was given. */
    shown: string;
    role: string;
    /** JSON list of names; null: all clinics. */
    clinics: string | null;
    /** Its hash; null: none, another program tells who it is. */
    password: string | null;
    since: number;
  };
  /** How many patients a source showed to the last audit that read it to its end. */
  census: {
    source: number;
    at: number;
    patients: number;
  };
  /** What that audit saw of single patients, and no other table tells. */
  census_gaps: {
    patient_id: PatientId;
    /** `waiting`: IDENT shows the patient, and nothing was done yet; `gone`: IDENT does not show the patient. */
    gap: string;
  };
  /** Whose values went over otherwise than IDENT has them: texts that were cut, phones that are no numbers. */
  warned: {
    patient_id: PatientId;
    kind: string;
  };
  /** How passes ended within an hour, for the strip of days. */
  hours: {
    /** The hour's beginning, milliseconds since the epoch. */
    at: number;
    /** Of the error; empty: they ended well. */
    code: string;
    passes: number;
  };
  /** What a run wrote of a patient. */
  changes: {
    id: Generated<number>;
    run_id: number;
    patient_id: PatientId;
    contact_id: ContactId;
    kind: string;
    /** Field keys, `name`, `phones` and `emails`, with blanks between. */
    items: string;
  };
}
