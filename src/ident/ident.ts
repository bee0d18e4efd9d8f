import type { Patient } from '../contact/model/patient.ts';
import type { PatientId } from '../contact/model/patient-key.ts';
import type { PatientInput } from '../contact/model/table.ts';
import type { Reception } from '../visits/reception.ts';
import type { VisitWindow } from '../visits/window.ts';
import type { BranchCensus, BranchReport } from './branches/branch-reader.ts';
import type { ChangeCursor } from './changes/change-cursor.ts';
import type { ChangeScan } from './changes/change-scan.ts';
import type { ServerInfo } from './connection/server.ts';
import type { Inspection } from './inspect.ts';
import type { ListValues } from './patients/list-values.ts';
import type { LookUp } from './patients/patient-pages.ts';
import type { PersonWords } from './patients/person-search.ts';
import type { SourceReports } from './patients/resolve.ts';
import type { SourceMemory } from './profiles/source-memory.ts';
import type { BookedReading, BookedReceptions } from './visits/booked-receptions.ts';
import type { CountedReason } from './visits/cancel-reasons.ts';
import type { EndedBooking } from './visits/ended-bookings.ts';
import type { ReceptionScan } from './visits/reception-changes.ts';
import type { ReceptionReading, WantedReceptions } from './visits/receptions.ts';

/** What the probe found; made anew for every pass from the catalogue views. */
export interface Probe extends SourceReports {
  /** The chosen branches, as this database has them; null: none are chosen. */
  readonly branches: BranchReport | null;
  /** Where changes are seen: `rowversion Patients.RowVersion`, `stamp Persons.DateTimeChanged`, … */
  readonly changeSources: readonly string[];
  /** All columns that can tell of a change, watched now or not: to lose one is to lose changes. */
  readonly watchable: readonly string[];
}

/** How all patients are read. */
export interface ReadAll {
  /** From now on the server has peace after each statement for as long as it took (I6). */
  readonly asAudit?: boolean;
}

/** Patients, of one database or of several. */
export interface PatientReader {
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
  /** Those whose names begin so, or whose phone has these digits, by ascending id, at most 21; asked for 3 s at most. */
  ofPerson(words: PersonWords): Promise<readonly PatientId[]>;
  /** Ids of the patients above `above`, and of the newest `below` of the others; in one statement, ascending. */
  newest(above: PatientId, below: number): Promise<readonly PatientId[]>;
  /** All bookings of these patients that are ahead no more: cancelled, come to, or of a time that has passed. */
  endedBookings(ids: readonly PatientId[]): Promise<readonly EndedBooking[]>;
  /** Milliseconds spent in queries so far: the next pass waits 20 × that, at most ten minutes (I6). */
  readonly queryMs: number;
  /** SQL statements sent so far. */
  readonly statements: number;
  close(): Promise<void>;
}

/** The clinic's database, read only (I6). One per pass; every query is bounded in time. */
export interface Ident extends PatientReader {
  server(): Promise<ServerInfo>;
  /**
   * @param memory what the passes before knew of this database. It holds for all that is read after it; without one,
   *   nothing is known to be lost, and nothing confirmed.
   */
  probe(memory?: SourceMemory): Promise<Probe>;
  changedSince(cursor: ChangeCursor | null): Promise<ChangeScan>;
  /** What stands in the columns of lists and marks, and how it is understood: codes and their numbers. */
  listValues(): Promise<ReadonlyMap<PatientInput, ListValues>>;
  /** How many patients were in each branch; null: this database does not tell. */
  branches(): Promise<BranchCensus | null>;
  /** Receptions, with all that they were moved from and to; null: not to be told here. */
  receptions(wanted: WantedReceptions, how: ReceptionReading): Promise<readonly Reception[] | null>;
  /** Receptions that were entered in a period, with all that they were moved from and to; null: not to be told here. */
  booked(period: VisitWindow, how: BookedReading): Promise<BookedReceptions | null>;
  /** Whether it tells what the orders of a reception leave to be paid. */
  tellsDebts(): Promise<boolean>;
  /** Which columns tell what the bills of receptions come to; null: not to be told here. */
  billSource(): Promise<string | null>;
  /** Receptions that may have changed since a cursor; null: not to be told here. */
  changedReceptions(cursor: ChangeCursor | null): Promise<ReceptionScan | null>;
  /** Why bookings were cancelled, how often, and how that is understood; null: not asked for, or not there. */
  cancelReasons(): Promise<readonly CountedReason[] | null>;
  /** What the login may do, and what slows the scans down: for `doctor`. */
  inspect(): Promise<Inspection>;
  /** Ids that stood in rows read so far and that no key can be made of; the first thousand. */
  readonly oddIds: ReadonlySet<string>;
}
