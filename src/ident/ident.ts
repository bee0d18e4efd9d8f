import type { FieldKey } from '../contact/field-key.ts';
import type { Patient, PatientId, PatientInput } from '../contact/patient.ts';
import type { ChangeCursor } from './change-cursor.ts';
import type { Inspection } from './inspect.ts';

/** What the server says of itself. */
export interface ServerInfo {
  /** As the server names it: `Microsoft SQL Server 2019 (…)`, `SQLite 3.53.4`. */
  readonly version: string;
  /** Tells one clinic's database from another: server and database name; the state remembers it. */
  readonly identity: string;
  /** The server's own clock, as its wall clock says (`YYYY-MM-DDTHH:MM:SS.fff`). */
  readonly now: string;
}

/** How a field's source was resolved in this database. */
export interface SourceReport {
  readonly status: 'found' | 'computed' | 'missing' | 'off';
  /** `Persons.Birthday`, `Receptions → Armchairs → OwnCompanies`; null when missing or off. */
  readonly source: string | null;
}

/** What the probe found; made anew for every pass from the catalogue views. */
export interface Probe {
  readonly fields: ReadonlyMap<FieldKey, SourceReport>;
  /** The same for every input, the ones that are no field (surname, name, mobilePhone, email, parentName) too. */
  readonly inputs: ReadonlyMap<PatientInput, SourceReport>;
  /** Where changes are seen: `rowversion Patients.RowVersion`, `stamp Persons.DateTimeChanged`, … */
  readonly changeSources: readonly string[];
}

/** The ids that may have changed since a cursor. */
export interface ChangeScan {
  /** Ascending, each once. Reading one too many costs nothing: the diff drops what is unchanged. */
  readonly ids: readonly PatientId[];
  /** To be stored only once all of `ids` are acknowledged or queued. */
  readonly next: ChangeCursor;
  /**
   * `first`: there was no cursor. `restored`: a rowversion or clock lies behind the cursor, the database came from a
   * backup. `sources-changed`: other stamps than the cursor knows. In each case `ids` is empty and a deep pass is due.
   */
  readonly reset: 'first' | 'restored' | 'sources-changed' | null;
}

/** The clinic's database, read only (I6). One per pass; every query is bounded in time. */
export interface Ident {
  server(): Promise<ServerInfo>;
  probe(): Promise<Probe>;
  /** How many patients there are (for progress). */
  count(): Promise<number>;
  /** All patients by ascending id, in pages, in constant memory; `after` resumes behind an id. */
  all(after?: PatientId): AsyncGenerator<readonly Patient[], void>;
  /** The patients of these ids that exist, by ascending id; pages itself. */
  byIds(ids: readonly PatientId[]): Promise<readonly Patient[]>;
  /** Those with this card number, by ascending id, at most 20; nobody where the field is off or not there. */
  withCardNumber(cardNumber: string): Promise<readonly PatientId[]>;
  changedSince(cursor: ChangeCursor | null): Promise<ChangeScan>;
  /** What the login may do, and what slows the scans down: for `doctor`. */
  inspect(): Promise<Inspection>;
  /** Milliseconds spent in queries so far: the next pass waits 20 × that (I6). */
  readonly queryMs: number;
  /** SQL statements sent so far. */
  readonly statements: number;
  close(): Promise<void>;
}
