import type { ClinicConfig } from '../clinic/clinic.ts';
import type { StateServer } from '../state/postgres/server.ts';
import type { SyncSetup } from '../sync/pass/pass-context.ts';
import { foundIn } from './admission.ts';
import { claimsOf, digestOf, foundClaims, identityOf } from './clinic/identity.ts';
import { FleetError, fleetErrors } from './errors.ts';
import { fleetPool } from './server.ts';
import { FleetTables } from './tables/fleet-tables.ts';
import { fleetSchema } from './tables/steps.ts';

/**
 * For what a person starts on one machine, such as a `sync`, where a fleet stands in the database of the
 * state: its own clinic is named there as the fleet names it, and what it would write to is no other clinic's. Asked under the
 * pass lock, each time.
 *
 * @returns throws FleetError FLEET_DIFFERS, FLEET_TAKEN; StateError STATE_SERVER_RIGHTS
 */
export function admissionByHand(
  config: ClinicConfig,
  server: StateServer,
): (setup: SyncSetup) => Promise<void> {
  const identity = identityOf(config);
  return async (setup) => {
    const pool = fleetPool({ ...server, schema: fleetSchema }, 1);
    try {
      const tables = new FleetTables(pool);
      // Whoever may not look at the fleet's tables goes no further: what they would write to may be a clinic's of it.
      if (!(await tables.areThere())) return;
      const { clinics } = tables;
      const known = await clinics.ofSchema(server.schema);
      if (known !== null && known.digest !== digestOf(identity)) {
        throw new FleetError(fleetErrors.differs({ clinic: known.name }));
      }
      const clinic = {
        number: known?.number ?? null,
        name: known?.name ?? config.clinic ?? server.schema,
      };
      await clinics.refuseTaken(clinic, claimsOf(identity));
      await clinics.refuseTaken(clinic, foundClaims(identity, await foundIn(setup)));
    } finally {
      await pool.end();
    }
  };
}
