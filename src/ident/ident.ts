import type { Patient, PatientId } from '../contact/patient.ts';
import type { FieldKey, PatientInput } from '../contact/table.ts';
import type { ChangeCursor } from './change-cursor.ts';
import type { Inspection } from './inspect.ts';
import type { ListValues } from './list-values.ts';
import type { Origin, SourceMemory } from './source-memory.ts';

/** What the server says of itself. */
export interface ServerInfo {
  /** As the server names it: `Microsoft SQL Server 2019 (…)`, `SQLite 3.53.4`. */
  readonly version: string;
  /** Tells one clinic's database from another: server and database name; the state remembers it. */
  readonly identity: string;
  /** The server's own clock, as its wall clock says (`YYYY-MM-DDTHH:MM:SS.fff`). */
  readonly now: string;
}

/**
 * How a field's source was resolved in this database. `unconfirmed`: computed by a rule that a person of the clinic has
 * to confirm first. `lost`: it was read from columns that are gone; what is left is not taken for the same.
 */
export interface SourceReport {
  readonly status: 'found' | 'computed' | 'unconfirmed' | 'lost' | 'missing' | 'off';
  /** `Persons.Birthday`, `Receptions → Armchairs → OwnCompanies`; null when lost, missing or off. */
  readonly source: string | null;
  /** What it is computed without, since this database never had it: `OrderServiceRelation.ID_Returns`. */
  readonly without?: readonly string[];
  /** Of a lost one: the columns that are gone. */
  readonly gone?: readonly string[];
}

/** Whether the values of a source go to amoCRM. */
export const isRead = (status: SourceReport['status']): boolean =>
  status === 'found' || status === 'computed';

/** What the probe found; made anew for every pass from the catalogue views. */
export interface Probe {
  readonly fields: ReadonlyMap<FieldKey, SourceReport>;
  /** The same for every input, the ones that are no field (surname, name, mobilePhone, email, parentName) too. */
  readonly inputs: ReadonlyMap<PatientInput, SourceReport>;
  /** What each input that has a source in this database reads: for the memory of the next passes. */
  readonly origins: ReadonlyMap<PatientInput, Origin>;
  /** Where changes are seen: `rowversion Patients.RowVersion`, `stamp Persons.DateTimeChanged`, … */
  readonly changeSources: readonly string[];
  /** All columns that can tell of a change, watched now or not: to lose one is to lose changes. */
  readonly watchable: readonly string[];
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

/**
 * Many readings by ids that belong together; where it is known how many, by ascending id over all of them. Where they are
 * more than 5 % of the patients, what is counted is read for all patients with the first of them, and once, and the
 * patients are streamed, unless their order is not known (I6).
 */
export interface LookUp {
  /** How many patients are going to be asked for in all; null: those asked for so far tell, in whatever order. */
  readonly patients: number | null;
  /**
   * Those who are read as if they were asked for alone: what was read of all patients before may be older than what
   * somebody else has seen of them since.
   */
  readonly anew?: ((ids: readonly PatientId[]) => Promise<ReadonlySet<PatientId>>) | undefined;
}

/** How all patients are read. */
export interface ReadAll {
  /** From now on the server has peace after each statement for as long as it took (I6). */
  readonly asAudit?: boolean;
}

/** The clinic's database, read only (I6). One per pass; every query is bounded in time. */
export interface Ident {
  server(): Promise<ServerInfo>;
  /**
   * @param memory what the passes before knew of this database. It holds for all that is read after it; without one,
   *   nothing is known to be lost, and nothing confirmed.
   */
  probe(memory?: SourceMemory): Promise<Probe>;
  /** How many patients there are (for progress). */
  count(): Promise<number>;
  /**
   * All patients by ascending id, in pages, in constant memory; `after` resumes behind an id. Each table is gone through
   * once, before the first page: a row that changes after it was read is a change, which the cursor brings. Where that
   * takes long, pages without anybody come every few seconds: nothing is under way then, and others may work.
   */
  all(after?: PatientId, options?: ReadAll): AsyncGenerator<readonly Patient[], void>;
  /** The patients of these ids that exist, by ascending id; pages itself. */
  byIds(ids: readonly PatientId[], among?: LookUp): Promise<readonly Patient[]>;
  /** Those with this card number, by ascending id, at most 20; nobody where the field is off or not there. */
  withCardNumber(cardNumber: string): Promise<readonly PatientId[]>;
  /** Ids of the patients above `above`, and of the newest `below` of the others; in one statement, ascending. */
  newest(above: PatientId, below: number): Promise<readonly PatientId[]>;
  changedSince(cursor: ChangeCursor | null): Promise<ChangeScan>;
  /** What stands in the columns of lists and marks, and how it is understood: codes and their numbers. */
  listValues(): Promise<ReadonlyMap<PatientInput, ListValues>>;
  /** What the login may do, and what slows the scans down: for `doctor`. */
  inspect(): Promise<Inspection>;
  /** Milliseconds spent in queries so far: the next pass waits 20 × that, at most ten minutes (I6). */
  readonly queryMs: number;
  /** SQL statements sent so far. */
  readonly statements: number;
  close(): Promise<void>;
}
