import type { StateServer } from '../../state/postgres/server.ts';
import { type FleetLook, lookAtFleet } from '../look.ts';
import { fleetPool } from '../server.ts';
import { FleetTables } from '../tables/fleet-tables.ts';
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
    const { clinics, due } = new FleetTables(pool);
    const clinic = await clinics.ofSchema(server.schema);
    if (clinic !== null) await due.dueNow(clinic.number);
  } finally {
    await pool.end();
  }
  return { ...look, nextAt: now };
}
