import type { StateServer } from '../../state/postgres/server.ts';
import { type FleetLook, lookAtFleet } from '../look.ts';
import { fleetPool } from '../server.ts';
import { FleetDatabase } from '../tables/fleet-database.ts';
import { fleetSchema } from '../tables/steps.ts';

/**
 * Makes a clinic due at once, for whoever has put into its state what they want: on whichever machine it is done.
 *
 * @param server where the clinic's state is.
 * @param now wall ms.
 * @returns null: it is of no fleet.
 */
export async function wakeClinic(server: StateServer, now: number): Promise<FleetLook | null> {
  const look = await lookAtFleet(server, now);
  if (look === null) return null;
  const pool = fleetPool({ ...server, schema: fleetSchema }, 1);
  try {
    await new FleetDatabase(pool).rows(
      `update ${fleetSchema}.fleet_due
        set due_at = pg_catalog.clock_timestamp(), asked_at = pg_catalog.clock_timestamp()
        where number = (select number from ${fleetSchema}.clinics where schema = $1)`,
      [server.schema],
    );
  } finally {
    await pool.end();
  }
  return { ...look, nextAt: now };
}
