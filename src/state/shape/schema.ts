import type { Selectable } from 'kysely';
import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { RecordTables } from './record-tables.ts';
import type { VisitTables } from './visit-tables.ts';

/**
 * The tables of the state store. No table holds a patient's value: only ids, codes and keyed hashes (I7). Ids are branded:
 * nothing else writes them than what has got them as such.
 */
export interface StateTables extends RecordTables, VisitTables {
  /** Single facts by name; see `Meta` for their types. */
  meta: {
    name: string;
    value: string;
  };
  /** Which contact carries which patient, and what amoCRM has acknowledged of it. */
  links: {
    patient_id: PatientId;
    contact_id: ContactId;
    status: string;
    /** JSON `{item: hash}` of what amoCRM acknowledged. */
    acknowledged: string;
    /** JSON `{item: hash}` of amoCRM's own form of a value, where it stores another one than we wrote. */
    own_form: string;
    /** JSON `[[hash, ours], …]`; `ours` is 1 for entries that we appended, 0 for those that stood there before. */
    phones: string;
    emails: string;
    /** The last run that wrote it, or that asked IDENT for the patient while it wrote; 0: none is known. */
    run_id: number;
  };
  /** Phones of known patients, hashed: a phone that another patient has never leads to an adoption. */
  patient_phones: {
    hash: string;
    patient_id: PatientId;
  };
  /** Creates that were sent, or about to be, and not yet named by an answer. */
  intents: {
    patient_id: PatientId;
    run_id: number;
    /** The highest contact id known when it was sent: the contact, if there is one, is newer. */
    highest_contact_id: ContactId;
    created_at: number;
    /** JSON of the hashes of what was sent. */
    sent: string;
  };
  /** Updates whose outcome was unknown: an old request may yet arrive, so they are read back later. */
  late_updates: {
    patient_id: PatientId;
    contact_id: ContactId;
    due_at: number;
    /** JSON `[[item, [hash, …]], …]` of what the requests carried. */
    sent: string;
  };
  update_notes: {
    /** Of those that go out together. */
    request: string;
    patient_id: PatientId;
    contact_id: ContactId;
    /** As in `late_updates`. */
    sent: string;
  };
  /** Who IDENT said a linked patient is, when that was last acknowledged. */
  persons: {
    patient_id: PatientId;
    /** JSON of hashes. */
    person: string;
  };
  /** What there is to decide of a rejected patient that is held. */
  holds: {
    patient_id: PatientId;
    /** The contact in question. */
    contact_id: ContactId | null;
    /** What a person decided, until a pass has carried it out: `separate`, or null. */
    decision: string | null;
  };
  /** Contacts of which a person said that they are not this patient's: they are never taken for it again. */
  separated: {
    patient_id: PatientId;
    contact_id: ContactId;
  };
  /** Patients that must not be in amoCRM: all else that was kept of them is dropped. */
  forgotten: {
    patient_id: PatientId;
    since: number;
    /** 1: taken off the list, and to be read by the next pass. */
    undone: number;
  };
  /** Contacts that carry a patient whom another one carries too, and that were tagged for people to find. */
  tagged_contacts: {
    contact_id: ContactId;
    tagged_at: number;
  };
  /** The catalogue bound to this account: ids that nobody copies by hand. */
  fields: {
    key: string;
    field_id: number;
    /** JSON `{optionKey: enumId}`. */
    enums: string;
  };
  /** One row: the pair in use and the one before it, encrypted with the state key. */
  tokens: {
    name: string;
    current: string;
    previous: string | null;
    saved_at: number;
  };
  lock_holder: {
    name: string;
    pid: number;
    host: string;
    command: string;
    since: number;
    /** Random, another one for each time that the lock is taken. */
    token: string;
  };
  /** Changes that the guard counts and that were carried out of late. */
  guarded_changes: {
    kind: string;
    patient_id: PatientId;
    at: number;
  };
  /** Changes that wait because too many of their kind were carried out within a day. */
  waiting_changes: {
    kind: string;
    patient_id: PatientId;
    since: number;
  };
  /** Phones of contacts without an IDENT id, hashed, that are written as no search finds them; `run_id` saw them last. */
  odd_phones: {
    hash: string;
    contact_id: ContactId;
    run_id: number;
  };
  /** Items of contacts that were put right after somebody in amoCRM had changed them. */
  repairs: {
    patient_id: PatientId;
    /** Field key, `name`, `phones` or `emails`. */
    item: string;
    at: number;
    /** What told of it; `left`: the audit gave way. */
    by: 'feed' | 'audit' | 'left';
  };
  /** Patients who are in none of the chosen branches. */
  outside: {
    patient_id: PatientId;
  };
}

/** A row as it is read. */
export type RowOf<Table extends keyof StateTables> = Selectable<StateTables[Table]>;

/** By which columns a table tells its rows apart; none: it has no such. */
export const primaryKeys: {
  readonly [Table in keyof StateTables]: readonly (keyof StateTables[Table] & string)[];
} = {
  meta: ['name'],
  links: ['patient_id'],
  patient_phones: ['hash', 'patient_id'],
  intents: ['patient_id'],
  late_updates: ['patient_id'],
  update_notes: ['request', 'patient_id'],
  rejected: ['patient_id'],
  persons: ['patient_id'],
  holds: ['patient_id'],
  separated: ['patient_id', 'contact_id'],
  forgotten: ['patient_id'],
  tagged_contacts: ['contact_id'],
  fields: ['key'],
  runs: ['id'],
  findings: ['id'],
  tokens: ['name'],
  lock_holder: ['name'],
  pauses: ['reason'],
  wishes: ['id'],
  actions: ['id'],
  alerts: ['kind'],
  activity: ['at'],
  guarded_changes: ['kind', 'patient_id'],
  waiting_changes: ['kind', 'patient_id'],
  odd_phones: ['hash', 'contact_id'],
  repairs: [],
  users: ['name'],
  census: ['source'],
  census_gaps: ['patient_id'],
  warned: ['patient_id', 'kind'],
  hours: ['at', 'code'],
  outside: ['patient_id'],
  changes: ['id'],
  visit_members: ['reception'],
  visit_deals: ['visit'],
  visit_intents: ['visit'],
  visit_updates: ['visit'],
  visit_looks: ['visit'],
  visit_rejected: ['visit'],
};

/** Whether a table is one of the state's: all others are temporary. */
export const isStateTable = (name: string): boolean => Object.hasOwn(primaryKeys, name);
