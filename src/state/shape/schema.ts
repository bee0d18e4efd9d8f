import type { Generated } from 'kysely';
import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type {
  ActionsTable,
  ActivityTable,
  AlertsTable,
  CensusGapsTable,
  CensusTable,
  ChangesTable,
  FindingsTable,
  HoursTable,
  PausesTable,
  RunsTable,
  UsersTable,
  WarnedTable,
  WishesTable,
} from './record-tables.ts';
import type { RejectedTable } from './rejected-table.ts';
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
