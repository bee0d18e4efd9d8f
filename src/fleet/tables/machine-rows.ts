import type { FleetDatabase } from './fleet-database.ts';
import { fleetSchema } from './steps.ts';

/** A machine's sign of life. */
export interface MachineBeat {
  readonly machine: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly places: number;
  readonly running: number;
  /** Passes that were taken from it since it was silent, as long as it has run. */
  readonly lost: number;
  /** Signs of life of its passes that came too late for the queue, as long as it has run; whether anybody took them or not. */
  readonly missed: number;
}

/** What a machine's file says of a clinic. */
export interface ShownClinic {
  readonly number: number;
  /** Null: it cannot be said. */
  readonly digest: string | null;
  /** The code of what keeps the machine from its passes. */
  readonly fault: string | null;
}

/** Who has not been seen for longer is gone. */
const liveMs = 15_000;

/** Whether a machine lives, by the name of its row. */
export const isLive = (row: string): string =>
  `${row}.seen_at > pg_catalog.clock_timestamp() - interval '${liveMs} milliseconds'`;

/** The machines of a fleet, and what the file of each says. */
export class MachineRows {
  readonly #db: FleetDatabase;

  constructor(db: FleetDatabase) {
    this.#db = db;
  }

  async beat({ machine, host, pid, version, ...counts }: MachineBeat): Promise<void> {
    const { places, running, lost, missed } = counts;
    await this.#db.rows(
      `insert into ${fleetSchema}.fleet_machines (machine, host, pid, version, places, running, lost, missed)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (machine) do update set seen_at = pg_catalog.clock_timestamp(),
          running = excluded.running, lost = excluded.lost, missed = excluded.missed`,
      [machine, host, pid, version, places, running, lost, missed],
    );
  }

  async leave(machine: string): Promise<void> {
    await this.#db.rows(`delete from ${fleetSchema}.fleet_machines where machine = $1`, [machine]);
  }

  /** What a machine's file says now; those that are silent for a day are forgotten. */
  async show(machine: string, clinics: readonly ShownClinic[]): Promise<void> {
    await this.#db.transaction(async (client) => {
      await client.query(
        `delete from ${fleetSchema}.fleet_machines
            where seen_at < pg_catalog.clock_timestamp() - interval '1 day' and machine <> $1`,
        [machine],
      );
      await client.query(`delete from ${fleetSchema}.fleet_shown where machine = $1`, [machine]);
      await client.query(
        `insert into ${fleetSchema}.fleet_shown (machine, number, digest, fault)
            select $1, s.number, s.digest, s.fault
              from jsonb_to_recordset($2::jsonb) as s (number integer, digest text, fault text)
              join ${fleetSchema}.fleet_clinics c on c.number = s.number`,
        [machine, JSON.stringify(clinics)],
      );
    });
  }

  /** Identities other than those that hold, on which all live machines agree. */
  async agreed(): Promise<ReadonlyMap<number, string>> {
    const rows = await this.#db.rows<{ number: number; digest: string }>(
      `with live as (select machine from ${fleetSchema}.fleet_machines m where ${isLive('m')})
        select s.number, min(s.digest) as digest
          from ${fleetSchema}.fleet_shown s join live using (machine)
          join ${fleetSchema}.fleet_clinics c on c.number = s.number
          group by s.number, c.digest
          having count(s.digest) = (select count(*) from live)
            and count(distinct s.digest) = 1 and min(s.digest) <> c.digest`,
    );
    return new Map(rows.map(({ number, digest }) => [number, digest]));
  }
}
