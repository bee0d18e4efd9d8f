import { DatabaseSync } from 'node:sqlite';

/** A booking: whose, in which chair's branch, and whether it is cancelled. */
export interface Booking {
  readonly patient: number | null;
  /** 1: «Главный филиал», 2: «Филиал на Соколе», 3: «ИП Белова А. С.»; null: in no chair. */
  readonly branch: 1 | 2 | 3 | null;
  readonly cancelled?: boolean;
  /** The branch of an order of it. */
  readonly ordered?: 1 | 2 | 3 | null;
}

/** One chair of each branch of the sample clinic. */
const chairs = { 1: 1, 2: 5, 3: 7 } as const;
/** Behind the overlap of the change cursor. */
const longAgo = "'2025-03-03 10:00:00'";
const later = "'2025-04-04 10:00:00'";
const now = "strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')";

/** Receptions of a sample clinic, as a test wants them. */
export class Bookings {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** These bookings and no others. */
  only(bookings: readonly Booking[]): void {
    for (const table of ['OrderServiceRelation', 'Orders', 'Receptions'])
      this.sql(`delete from ${table}`);
    for (const booking of bookings) this.add(booking, longAgo);
    // The latest row of all is read by each pass: it is nobody's.
    this.add({ patient: null, branch: 1, ordered: null }, later);
  }

  /** One more, stamped as just made. */
  add({ patient, branch, cancelled = false, ordered }: Booking, at = now): void {
    const chair = branch === null ? null : chairs[branch];
    this.sql(
      `insert into Receptions (ID, ID_Patients, ID_Armchairs, PlanStart, ReceptionCanceled, DateTimeAdded, DateTimeChanged)
       values ((select coalesce(max(ID), 0) + 1 from Receptions), ?, ?, ${at}, ${cancelled ? at : 'null'}, ${at}, ${at})`,
      patient,
      chair,
    );
    if (ordered === undefined) return;
    this.sql(
      `insert into Orders (ID, ID_Receptions, ID_OwnCompanies, DateTimeOrder)
       values ((select coalesce(max(ID), 0) + 1 from Orders), (select max(ID) from Receptions), ?, ${at})`,
      ordered,
    );
  }

  /** All of a patient's bookings are cancelled. */
  cancel(patient: number): void {
    this.sql(`update Receptions set ReceptionCanceled = ${now} where ID_Patients = ?`, patient);
  }

  /** All that was stamped so far was long ago: no pass looks at it anew. */
  age(): void {
    for (const table of ['Persons', 'Patients'])
      this.sql(`update ${table} set DateTimeChanged = ${longAgo}`);
    this.sql(
      `update Receptions set DateTimeAdded = ${longAgo}, DateTimeChanged = ${longAgo},
         ReceptionCanceled = case when ReceptionCanceled is null then null else ${longAgo} end`,
    );
  }

  sql(statement: string, ...parameters: (string | number | null)[]): void {
    const database = new DatabaseSync(this.#file);
    database.prepare(statement).run(...parameters);
    database.close();
  }
}
