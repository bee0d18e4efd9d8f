import { clinicState } from '../../../fleet/machine/lateness.ts';
import { fleetPool } from '../../../fleet/server.ts';
import { poolSizes } from '../../../fleet/sessions.ts';
import { FleetTables } from '../../../fleet/tables/fleet-tables.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { showFleet } from '../../views/status/fleet-view.ts';
import { fileClinics } from './file-clinics.ts';

/** The machines and clinics of the fleet, by its table of due times alone. */
export async function status(context: CliContext): Promise<CommandEnd> {
  const { server } = await fileClinics(context);
  await using pool = fleetPool(server, poolSizes.fleet);
  const tables = new FleetTables(pool);
  await tables.check();
  const overview = await tables.overview();
  showFleet(context, overview);
  const { machines, clinics, now } = overview;
  const states = clinics.map((row) => ({ ...row, state: clinicState(row, now) }));
  return { result: { machines, clinics: states } };
}
