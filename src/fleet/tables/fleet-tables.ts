import type { PostgresPool } from 'kysely';
import { ClinicRows } from './clinic-rows.ts';
import { DueTimes } from './due-times.ts';
import { FleetDatabase } from './fleet-database.ts';
import { MachineRows } from './machine-rows.ts';
import { type ClinicRow, clinicRows, type Overview, overviewOf } from './overview.ts';
import { Standing } from './standing.ts';
import { fleetSchema, fleetShape, refuseShape } from './steps.ts';
import { WatchRows } from './watch-rows.ts';

/** What all machines of a fleet share beside the clinics' own states, each kind through its own small door. */
export class FleetTables {
  readonly clinics: ClinicRows;
  readonly due: DueTimes;
  readonly machines: MachineRows;
  readonly watch: WatchRows;
  readonly standing: Standing;
  readonly #db: FleetDatabase;

  constructor(pool: PostgresPool) {
    this.#db = new FleetDatabase(pool);
    this.clinics = new ClinicRows(this.#db);
    this.due = new DueTimes(this.#db);
    this.machines = new MachineRows(this.#db);
    this.watch = new WatchRows(this.#db);
    this.standing = new Standing(this.#db);
  }

  /** Whether the server has a fleet at all. */
  async areThere(): Promise<boolean> {
    const [row] = await this.#db.rows<{ is: boolean }>(
      `select pg_catalog.to_regclass('${fleetSchema}.fleet_due') is not null as is`,
    );
    return row?.is === true;
  }

  /** @throws FleetError FLEET_NOT_MIGRATED, FLEET_NEWER */
  async check(): Promise<void> {
    refuseShape(await this.#db.with(fleetShape));
  }

  /** How a clinic of the fleet stands; null: there is none of this number. */
  async clinic(number: number): Promise<ClinicRow | null> {
    return (await clinicRows(this.#db, number))[0] ?? null;
  }

  async overview(): Promise<Overview> {
    return await overviewOf(this.#db);
  }
}
