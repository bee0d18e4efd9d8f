import type { PostgresPool } from 'kysely';
import { registryTable } from '../state/postgres/clinics.ts';
import { connect } from '../state/postgres/connections.ts';
import { tablesIn } from '../state/postgres/dialect.ts';
import { lockKey } from '../state/postgres/locks/lock-keys.ts';
import { lookOnServer } from '../state/postgres/look-on-server.ts';
import { prepareSchema } from '../state/postgres/schema-on-server.ts';
import type { StateServer } from '../state/postgres/server.ts';
import { serverFailure } from '../state/postgres/server-failure.ts';
import { FleetError, fleetErrors } from './errors.ts';
import { Jobs } from './jobs.ts';
import { FleetTables } from './tables/fleet-tables.ts';
import { takeFleetSteps } from './tables/steps.ts';

export interface MigrateReport {
  /** Steps that the fleet's own tables were behind. */
  readonly steps: number;
  /** In the order in which they were added. */
  readonly clinics: readonly { readonly name: string; readonly error: unknown }[];
}

/**
 * The deploy step: brings the tables of the fleet, those of the queue and every clinic's to this version's shape. Where it
 * broke off, the next run goes on. What is wrong with one clinic keeps no other back.
 *
 * @param onClinic told before each of them.
 * @throws StateError, FleetError FLEET_NEWER
 */
export async function migrateFleet(
  server: StateServer,
  pool: PostgresPool,
  onClinic: (name: string) => void,
): Promise<MigrateReport> {
  const steps = await ownTables(server);
  await Jobs.migrate(pool);
  const clinics: { name: string; error: unknown }[] = [];
  for (const { name, schema } of await new FleetTables(pool).clinics.all()) {
    onClinic(name);
    clinics.push({ name, error: await failureOfClinic({ ...server, schema }, pool) });
  }
  return { steps, clinics };
}

async function failureOfClinic(server: StateServer, pool: PostgresPool): Promise<unknown> {
  try {
    // One that is gone is not made anew: an empty state would be taken for a new clinic's.
    if ((await lookOnServer(server)) === 'absent') {
      return new FleetError(fleetErrors.stateGone({ schema: server.schema }));
    }
    // The key is of no use to it.
    await prepareSchema(server, tablesIn(server.schema, pool), async () => undefined);
    return null;
  } catch (error) {
    return serverFailure(error, server);
  }
}

/** One process at a time. */
async function ownTables(server: StateServer): Promise<number> {
  const client = await connect(server);
  try {
    const { first, second } = lockKey('open', 0);
    await client.query(`begin; select pg_catalog.pg_advisory_xact_lock(${first}, ${second})`);
    await client.query(registryTable);
    const steps = await takeFleetSteps(client);
    await client.query('commit');
    return steps;
  } catch (error) {
    throw serverFailure(error, server);
  } finally {
    await client.end().catch(() => undefined);
  }
}
