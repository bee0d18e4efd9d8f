import { type Kysely, sql } from 'kysely';
import type { PatientId } from '../../contact/patient.ts';
import type { StateTables } from '../../state/schema.ts';

/**
 * The contacts whose links were written by passes between two pages of a deep one, noted by triggers, whatever wrote
 * them, and the patients whom they read: the deep pass has to know all of them. Temporary tables, so both passes have to
 * be on one connection.
 */
export class TouchedLinks implements AsyncDisposable {
  readonly #db: Kysely<StateTables>;

  private constructor(db: Kysely<StateTables>) {
    this.#db = db;
  }

  static async open(db: Kysely<StateTables>): Promise<TouchedLinks> {
    await drop(db);
    await sql`create temporary table touched_links (contact_id integer not null)`.execute(db);
    await sql`create temporary table read_anew (patient_id integer not null)`.execute(db);
    return new TouchedLinks(db);
  }

  /** Whether a deep pass is open for others on this connection. */
  static async areWatched(db: Kysely<StateTables>): Promise<boolean> {
    const { rows } =
      await sql`select 1 from temp.sqlite_schema where name = 'touched_links'`.execute(db);
    return rows.length > 0;
  }

  /** Notes which contacts' links `work` writes. */
  static async noting<T>(db: Kysely<StateTables>, work: () => Promise<T>): Promise<T> {
    await removeTriggers(db);
    for (const [event, row] of events) {
      await sql`create temporary trigger ${sql.ref(`touched_by_${event}_of_${row}`)}
        after ${sql.raw(event)} on main.links begin
          insert into touched_links values (${sql.raw(row)}.contact_id);
        end`.execute(db);
    }
    try {
      return await work();
    } finally {
      await removeTriggers(db);
    }
  }

  /** Notes whom a pass is about to read: what is written of them, or found to be written already, is newer than before. */
  static async noteRead(db: Kysely<StateTables>, ids: readonly PatientId[]): Promise<void> {
    await sql`insert into temp.read_anew select value from json_each(${JSON.stringify(ids)})`.execute(
      db,
    );
  }

  /** Whom the others have read since the last time; it is forgotten then. */
  async readAnew(): Promise<readonly PatientId[]> {
    const { rows } = await sql<{
      id: PatientId;
    }>`select distinct patient_id as id from temp.read_anew`.execute(this.#db);
    if (rows.length > 0) await sql`delete from temp.read_anew`.execute(this.#db);
    return rows.map(({ id }) => id);
  }

  /** Hands over what was noted since the last time, and forgets it; `use` finds the ids in `temp.touched_links`. */
  async handOver(use: () => Promise<void>): Promise<void> {
    const { rows } = await sql`select 1 from temp.touched_links limit 1`.execute(this.#db);
    if (rows.length === 0) return;
    await use();
    await sql`delete from temp.touched_links`.execute(this.#db);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await drop(this.#db);
  }
}

const events = [
  ['insert', 'new'],
  ['update', 'old'],
  ['update', 'new'],
  ['delete', 'old'],
] as const;

async function removeTriggers(db: Kysely<StateTables>): Promise<void> {
  for (const [event, row] of events) {
    await sql`drop trigger if exists temp.${sql.ref(`touched_by_${event}_of_${row}`)}`.execute(db);
  }
}

async function drop(db: Kysely<StateTables>): Promise<void> {
  await removeTriggers(db);
  await sql`drop table if exists temp.touched_links`.execute(db);
  await sql`drop table if exists temp.read_anew`.execute(db);
}
