import type { Generated } from 'kysely';
import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient.ts';
import type { VisitTables } from './visit-tables.ts';

/**
 * The tables of the state store. No table holds a patient's value: only ids, codes and keyed hashes (I7). Ids are branded:
 * nothing else writes them than what has got them as such.
 */
export interface StateTables extends VisitTables {
  meta: MetaTable;
  links: LinksTable;
  patient_phones: PatientPhonesTable;
  intents: IntentsTable;
  late_updates: LateUpdatesTable;
  update_notes: UpdateNotesTable;
  rejected: RejectedTable;
  persons: PersonsTable;
  holds: HoldsTable;
  separated: SeparatedTable;
  forgotten: ForgottenTable;
  tagged_contacts: TaggedContactsTable;
  fields: FieldsTable;
  runs: RunsTable;
  findings: FindingsTable;
  tokens: TokensTable;
  lock_holder: LockHolderTable;
  pauses: PausesTable;
  wishes: WishesTable;
  actions: ActionsTable;
  alerts: AlertsTable;
  activity: ActivityTable;
  guarded_changes: GuardedChangesTable;
  waiting_changes: WaitingChangesTable;
  odd_phones: OddPhonesTable;
  repairs: RepairsTable;
  users: UsersTable;
  census: CensusTable;
  census_gaps: CensusGapsTable;
  warned: WarnedTable;
  hours: HoursTable;
  outside: OutsideTable;
  changes: ChangesTable & { id: Generated<number> };
}

/** Single facts by name; see `Meta` for their types. */
interface MetaTable {
  name: string;
  value: string;
}

/** Which contact carries which patient, and what amoCRM has acknowledged of it. */
export interface LinksTable {
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
}

/** Patients who are in none of the chosen branches. */
interface OutsideTable {
  patient_id: PatientId;
}

/** Phones of known patients, hashed: a phone that another patient has never leads to an adoption. */
interface PatientPhonesTable {
  hash: string;
  patient_id: PatientId;
}

/** Creates that were sent, or about to be, and not yet named by an answer. */
export interface IntentsTable {
  patient_id: PatientId;
  run_id: number;
  /** The highest contact id known when it was sent: the contact, if there is one, is newer. */
  highest_contact_id: ContactId;
  created_at: number;
  /** JSON of the hashes of what was sent. */
  sent: string;
}

/** Updates whose outcome was unknown: an old request may yet arrive, so they are read back later. */
interface LateUpdatesTable {
  patient_id: PatientId;
  contact_id: ContactId;
  due_at: number;
  /** JSON `[[item, [hash, …]], …]` of what the requests carried. */
  sent: string;
}

interface UpdateNotesTable {
  /** Of those that go out together. */
  request: string;
  patient_id: PatientId;
  contact_id: ContactId;
  /** As in `late_updates`. */
  sent: string;
}

export interface RejectedTable {
  patient_id: PatientId;
  code: string;
  /** Field key, `name`, `phones`, or null when amoCRM does not say. */
  subject: string | null;
  /** Hash of all that was sent: another value, field or rule makes it worth another try. */
  fingerprint: string;
  first_at: number;
  last_at: number;
  attempts: number;
}

/** Who IDENT said a linked patient is, when that was last acknowledged. */
interface PersonsTable {
  patient_id: PatientId;
  /** JSON of hashes. */
  person: string;
}

/** What there is to decide of a rejected patient that is held. */
interface HoldsTable {
  patient_id: PatientId;
  /** The contact in question. */
  contact_id: ContactId | null;
  /** What a person decided, until a pass has carried it out: `separate`, or null. */
  decision: string | null;
}

/** Contacts of which a person said that they are not this patient's: they are never taken for it again. */
interface SeparatedTable {
  patient_id: PatientId;
  contact_id: ContactId;
}

/** Patients that must not be in amoCRM: all else that was kept of them is dropped. */
interface ForgottenTable {
  patient_id: PatientId;
  since: number;
  /** 1: taken off the list, and to be read by the next pass. */
  undone: number;
}

/** Contacts that carry a patient whom another one carries too, and that were tagged for people to find. */
interface TaggedContactsTable {
  contact_id: ContactId;
  tagged_at: number;
}

/** The catalogue bound to this account: ids that nobody copies by hand. */
interface FieldsTable {
  key: string;
  field_id: number;
  /** JSON `{optionKey: enumId}`. */
  enums: string;
}

export interface RunsTable {
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
}

/** What a pass found worth telling: ids and field keys only. */
export interface FindingsTable {
  id: Generated<number>;
  run_id: number;
  kind: string;
  patient_id: PatientId | null;
  contact_id: ContactId | null;
  subject: string | null;
}

/** One row: the pair in use and the one before it, encrypted with the state key. */
interface TokensTable {
  name: string;
  current: string;
  previous: string | null;
  saved_at: number;
}

interface LockHolderTable {
  name: string;
  pid: number;
  host: string;
  command: string;
  since: number;
  /** Random, another one for each time that the lock is taken. */
  token: string;
}

/** Why the service rests; it goes on when there is no row left. */
interface PausesTable {
  reason: string;
  since: number;
  /** Of the error that gave the reason. */
  code: string | null;
  /** `service`, `cli`, `dashboard`. */
  actor: string;
}

/** What people want of the running service, in whatever process they say so. */
interface WishesTable {
  id: Generated<number>;
  kind: string;
  /** For one pass, as `--allow-mass-change`. */
  allowed: number | null;
  actor: string;
  asked_at: number;
}

/** What people did, for whoever asks later: ids and names of settings only. */
interface ActionsTable {
  id: Generated<number>;
  at: number;
  actor: string;
  who: string | null;
  action: string;
  subject: string | null;
}

/** Who may open the page, and what they may do there. */
interface UsersTable {
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
}

/** What is the matter now, and through which channels that was said. */
interface AlertsTable {
  kind: string;
  since: number;
  code: string | null;
  /** JSON list of channels. */
  told: string;
}

/** What passes did within an hour, for charts. */
interface ActivityTable {
  /** The hour's beginning, milliseconds since the epoch. */
  at: number;
  created: number;
  updated: number;
  rejected: number;
  requests: number;
  throttled: number;
}

/** Changes that the guard counts and that were carried out of late. */
interface GuardedChangesTable {
  kind: string;
  patient_id: PatientId;
  at: number;
}

/** Changes that wait because too many of their kind were carried out within a day. */
interface WaitingChangesTable {
  kind: string;
  patient_id: PatientId;
  since: number;
}

/** Phones of contacts without an IDENT id, hashed, that are written as no search finds them; `run_id` saw them last. */
interface OddPhonesTable {
  hash: string;
  contact_id: ContactId;
  run_id: number;
}

/** Items of contacts that were put right after somebody in amoCRM had changed them. */
export interface RepairsTable {
  patient_id: PatientId;
  /** Field key, `name`, `phones` or `emails`. */
  item: string;
  at: number;
  /** What told of it; `left`: the audit gave way. */
  by: 'feed' | 'audit' | 'left';
}

/** How many patients a source showed to the last audit that read it to its end. */
interface CensusTable {
  source: number;
  at: number;
  patients: number;
}

/** What that audit saw of single patients, and no other table tells. */
interface CensusGapsTable {
  patient_id: PatientId;
  /** `waiting`: IDENT shows the patient, and nothing was done yet; `gone`: IDENT does not show the patient. */
  gap: string;
}

/** How passes ended within an hour, for the strip of days. */
interface HoursTable {
  /** The hour's beginning, milliseconds since the epoch. */
  at: number;
  /** Of the error; empty: they ended well. */
  code: string;
  passes: number;
}

/** What a run wrote of a patient. */
export interface ChangesTable {
  run_id: number;
  patient_id: PatientId;
  contact_id: ContactId;
  kind: string;
  /** Field keys, `name`, `phones` and `emails`, with blanks between. */
  items: string;
}

/** Whose values went over otherwise than IDENT has them: texts that were cut, phones that are no numbers. */
interface WarnedTable {
  patient_id: PatientId;
  kind: string;
}

const names: Readonly<Record<keyof StateTables, true>> = {
  meta: true,
  links: true,
  patient_phones: true,
  intents: true,
  late_updates: true,
  update_notes: true,
  rejected: true,
  persons: true,
  holds: true,
  separated: true,
  forgotten: true,
  tagged_contacts: true,
  fields: true,
  runs: true,
  findings: true,
  tokens: true,
  lock_holder: true,
  pauses: true,
  wishes: true,
  actions: true,
  alerts: true,
  activity: true,
  guarded_changes: true,
  waiting_changes: true,
  odd_phones: true,
  repairs: true,
  users: true,
  census: true,
  census_gaps: true,
  warned: true,
  hours: true,
  outside: true,
  changes: true,
  visit_members: true,
  visit_deals: true,
  visit_intents: true,
  visit_updates: true,
  visit_looks: true,
  visit_rejected: true,
};

/** Whether a table is one of the state's: all others are temporary. */
export const isStateTable = (name: string): boolean => Object.hasOwn(names, name);
