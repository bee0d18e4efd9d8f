import type { RunningPass } from '../../health/facts.ts';
import { readHistory, type SavedHistory } from '../history.ts';
import type { PassClass } from '../machine/places.ts';
import { type FleetDatabase, ms, serverMs } from './fleet-database.ts';
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
  /** Whether there is a state at all: a machine makes none. */
  readonly hasState: boolean;
  /** How long it was due, ms. */
  readonly lateMs: number;
  /** The pass of another machine that fell silent, or of a former life of this one. */
  readonly isTakenOver: boolean;
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
  /** For which person's word it waits: the reason of a pause, or `first-load`; null: for none. */
  readonly asks: string | null;
}

const later = (parameter: string) =>
  `pg_catalog.clock_timestamp() + ${parameter} * interval '1 millisecond'`;

/** When each clinic's next pass is due, by the server's clock: whatever the queue says, this holds. */
export class DueTimes {
  readonly #db: FleetDatabase;

  constructor(db: FleetDatabase) {
    this.#db = db;
  }

  /**
   * Those of these that are due, of each class the longest due first. Passes that were begun are among them, since their
   * machine may be gone, but keep nobody from being seen who waits to begin.
   */
  async of(numbers: readonly number[], mostOfClass: number): Promise<readonly DueClinic[]> {
    return await this.#db.rows<DueClinic>(
      `select number, class from (
          select number, class, due_at,
            row_number() over (partition by class, job is null order by due_at) as place
          from ${fleetSchema}.fleet_due
          where due_at <= pg_catalog.clock_timestamp() and number = any ($1)) d
        where place <= $2 order by due_at`,
      [numbers, mostOfClass],
    );
  }

  /** Writes down who makes the pass that is due. @returns null: it is due no more, or the clinic is of no fleet. */
  async begin(number: number, job: string, machine: string): Promise<BegunTurn | null> {
    const [row] = await this.#db.rows<Omit<BegunTurn, 'history'> & { readonly history: unknown }>(
      `update ${fleetSchema}.fleet_due d
        set job = $2, machine = $3, begun_at = pg_catalog.clock_timestamp(), running = null
        from ${fleetSchema}.fleet_clinics f join ${fleetSchema}.clinics c using (number)
          join (select number, job is not null as had_job from ${fleetSchema}.fleet_due
            where number = $1 for update) before using (number)
        where d.number = $1 and f.number = d.number and f.ready
          and d.due_at <= pg_catalog.clock_timestamp()
        returning d.failures, d.history, ${serverMs} as "serverMs",
          greatest(0, ${serverMs} - ${ms('d.due_at')}) as "lateMs", before.had_job as "isTakenOver",
          pg_catalog.to_regclass(pg_catalog.format('%I.meta', c.schema)) is not null as "hasState"`,
      [number, job, machine],
    );
    return row === undefined ? null : { ...row, history: readHistory(row.history) };
  }

  /** Whether the pass is still this job's, of a clinic that is in the fleet. */
  async holds(number: number, job: string): Promise<boolean> {
    const rows = await this.#db.rows(
      `select 1 from ${fleetSchema}.fleet_due d join ${fleetSchema}.fleet_clinics f using (number)
        where d.number = $1 and d.job = $2 and f.ready`,
      [number, job],
    );
    return rows.length > 0;
  }

  /** @returns false: the pass was given to another job meanwhile, and its word counts. */
  async end(number: number, job: string, turn: EndedTurn): Promise<boolean> {
    const { dueInMs, failures, history, outcome, asks } = turn;
    const rows = await this.#db.rows(
      `update ${fleetSchema}.fleet_due set job = null, running = null, class = $4,
          due_at = case when asked_at > begun_at then pg_catalog.clock_timestamp()
            else ${later('$3::float8')} end,
          failures = $5, history = coalesce($6::jsonb, history), asks = $8,
          outcome = coalesce($7, outcome),
          ended_at = case when $7::text is null then ended_at else pg_catalog.clock_timestamp() end
        where number = $1 and job = $2 returning number`,
      [
        ...[number, job, Math.max(0, Math.round(dueInMs)), turn.class, failures],
        ...[history === null ? null : JSON.stringify(history), outcome, asks],
      ],
    );
    return rows.length > 0;
  }

  /** The next pass as soon as may be; one that is under way has not seen what is wanted, and is followed by another turn. */
  async dueNow(number: number): Promise<void> {
    await this.#db.rows(
      `update ${fleetSchema}.fleet_due
        set due_at = pg_catalog.clock_timestamp(), asked_at = pg_catalog.clock_timestamp()
        where number = $1`,
      [number],
    );
  }

  /** Shows the others what the pass of this job does; null: none is under way in its turn. */
  async shows(number: number, job: string, running: RunningPass | null): Promise<void> {
    await this.#db.rows(
      `update ${fleetSchema}.fleet_due set running = $3::jsonb where number = $1 and job = $2`,
      [number, job, running === null ? null : JSON.stringify(running)],
    );
  }
}
