import { FleetError, fleetErrors } from '../errors.ts';
import type { FleetDatabase } from './fleet-database.ts';
import { isLive } from './machine-rows.ts';
import { jobsSchema, refuseQueueShape, shapeOfVersion } from './queue-shape.ts';
import { type FleetShape, fleetSchema, refuseShape, shapeColumns } from './steps.ts';

/** A machine that has not stopped yet, for people. */
export interface Unstopped {
  readonly host: string;
  readonly pid: number;
  readonly running: number;
}

interface Row extends FleetShape {
  readonly stopped: boolean;
  readonly queue: number;
}

const noTable = '42P01';

/**
 * Whether machines may work: the tables are such as this build may work with, and nobody has stopped the fleet for a change
 * of the queue's own tables. A stop ends by itself, by the server's clock: whoever ordered it may be gone.
 */
export class Standing {
  readonly #db: FleetDatabase;

  constructor(db: FleetDatabase) {
    this.#db = db;
  }

  /**
   * @returns whether the fleet is to stand still.
   * @throws FleetError FLEET_NOT_MIGRATED, FLEET_NEWER: this build may not go on.
   */
  async isStopped(): Promise<boolean> {
    const [row] = await this.#db
      .rows<Row>(
        `select ${shapeColumns}, (select version from ${jobsSchema}.version) as queue,
          exists (select 1 from ${fleetSchema}.fleet_stop where until > pg_catalog.clock_timestamp()) as stopped`,
      )
      .catch((error: unknown) => {
        const isMissing = error instanceof Error && 'code' in error && error.code === noTable;
        throw isMissing ? new FleetError(fleetErrors.notMigrated) : error;
      });
    if (row === undefined) throw new Error('a select without a table has a row');
    if (row.stopped) return true;
    refuseShape(row);
    refuseQueueShape(shapeOfVersion(row.queue), ['older', 'newer']);
    return false;
  }

  async stop(forMs: number): Promise<void> {
    await this.#db.rows(
      `insert into ${fleetSchema}.fleet_stop (one, until)
        values (1, pg_catalog.clock_timestamp() + $1::float8 * interval '1 millisecond')
        on conflict (one) do update set until = excluded.until`,
      [forMs],
    );
  }

  async goOn(): Promise<void> {
    await this.#db.rows(`delete from ${fleetSchema}.fleet_stop`);
  }

  /** Machines that live and have not said that they stand still. */
  async unstopped(): Promise<readonly Unstopped[]> {
    return await this.#db.rows<Unstopped>(
      `select m.host, m.pid, m.running from ${fleetSchema}.fleet_machines m
        where ${isLive('m')} and not m.stopped order by m.machine`,
    );
  }

  /** Says whether this machine stands still: it begins nothing, runs nothing and asks the queue nothing. */
  async say(machine: string, stands: boolean): Promise<void> {
    await this.#db.rows(
      `update ${fleetSchema}.fleet_machines set stopped = $2 where machine = $1`,
      [machine, stands],
    );
  }
}
