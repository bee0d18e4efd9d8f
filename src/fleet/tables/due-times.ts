import { type SavedHistory, savedHistory } from '../history.ts';
import type { PassClass } from '../places.ts';
import { type FleetDatabase, serverMs } from './fleet-database.ts';
import { fleetSchema } from './steps.ts';

/** A clinic whose next pass is due. */
export interface DueClinic {
  readonly number: number;
  readonly class: PassClass;
}

/** What a machine knows of a clinic as it begins its pass. */
export interface BegunTurn {
  readonly failures: number;
  readonly history: SavedHistory | null;
  /** The server's clock, ms. */
  readonly serverMs: number;
}

/** What a pass leaves for the next one. */
export interface EndedTurn {
  readonly dueInMs: number;
  readonly class: PassClass;
  readonly failures: number;
  /** Null: as it was. */
  readonly history: SavedHistory | null;
  /** `ok`, or the code of the failure; null: there was no pass. */
  readonly outcome: string | null;
}

const later = (parameter: string) =>
  `pg_catalog.clock_timestamp() + ${parameter} * interval '1 millisecond'`;

/** When each clinic's next pass is due, by the server's clock: whatever the queue says, this holds. */
export class DueTimes {
  readonly #db: FleetDatabase;

  constructor(db: FleetDatabase) {
    this.#db = db;
  }

  /** The first of these that are due, the longest due first. */
  async of(numbers: readonly number[], most: number): Promise<readonly DueClinic[]> {
    return await this.#db.rows<DueClinic>(
      `select number, class from ${fleetSchema}.fleet_due
        where due_at <= pg_catalog.clock_timestamp() and number = any ($1)
        order by due_at limit $2`,
      [numbers, most],
    );
  }

  /** Writes down who makes the pass that is due. @returns null: it is due no more. */
  async begin(number: number, job: string, machine: string): Promise<BegunTurn | null> {
    const [row] = await this.#db.rows<{ failures: number; history: unknown; server_ms: number }>(
      `update ${fleetSchema}.fleet_due
        set job = $2, machine = $3, begun_at = pg_catalog.clock_timestamp()
        where number = $1 and due_at <= pg_catalog.clock_timestamp()
        returning failures, history, ${serverMs} as server_ms`,
      [number, job, machine],
    );
    if (row === undefined) return null;
    const { failures, history, server_ms } = row;
    return { failures, history: savedHistory.nullable().parse(history), serverMs: server_ms };
  }

  /** @returns false: the pass was given to another job meanwhile, and its word counts. */
  async end(number: number, job: string, turn: EndedTurn): Promise<boolean> {
    const { dueInMs, failures, history, outcome } = turn;
    const rows = await this.#db.rows(
      `update ${fleetSchema}.fleet_due set job = null, due_at = ${later('$3::float8')}, class = $4,
          failures = $5, history = coalesce($6::jsonb, history),
          outcome = coalesce($7, outcome),
          ended_at = case when $7::text is null then ended_at else pg_catalog.clock_timestamp() end
        where number = $1 and job = $2 returning number`,
      [
        ...[number, job, Math.max(0, Math.round(dueInMs)), turn.class, failures],
        ...[history === null ? null : JSON.stringify(history), outcome],
      ],
    );
    return rows.length > 0;
  }

  /** The next pass as soon as may be. */
  async dueNow(number: number): Promise<void> {
    await this.#db.rows(
      `update ${fleetSchema}.fleet_due set due_at = pg_catalog.clock_timestamp() where number = $1`,
      [number],
    );
  }
}
