import type { FleetDatabase } from './fleet-database.ts';
import { fleetSchema } from './steps.ts';

/** Whether the server has a fleet: its tables were made. */
export async function hasFleet(db: Pick<FleetDatabase, 'rows'>): Promise<boolean> {
  const [row] = await db.rows<{ is: boolean }>(
    `select pg_catalog.to_regclass('${fleetSchema}.fleet_due') is not null as is`,
  );
  return row?.is === true;
}
