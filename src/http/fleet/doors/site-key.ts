import type { FleetDatabase } from '../../../fleet/tables/fleet-database.ts';
import { fleetSchema } from '../../../fleet/tables/steps.ts';

/** A secret that all machines share, made with the tables of the fleet: by it they know the sessions of each other. */
export async function siteKey(db: FleetDatabase): Promise<string> {
  const [row] = await db.rows<{ key: string }>(`select key from ${fleetSchema}.fleet_site`);
  if (row === undefined) throw new Error('the tables of a fleet have a key of its page');
  return row.key;
}
