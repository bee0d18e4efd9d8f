import type { Kysely, PostgresPool } from 'kysely';
import type { Clock } from '../clock.ts';
import { StateError } from '../state/file/errors.ts';
import { patience } from '../state/postgres/client/patience.ts';
import { registryTable } from '../state/postgres/clinics.ts';
import { connect } from '../state/postgres/connections.ts';
import { tablesIn } from '../state/postgres/dialect.ts';
import { AdvisoryLock } from '../state/postgres/locks/advisory-lock.ts';
import { lockKey } from '../state/postgres/locks/lock-keys.ts';
import { lookOnServer } from '../state/postgres/look-on-server.ts';
import { madeState } from '../state/postgres/made-state.ts';
import { prepareSchema } from '../state/postgres/schema-on-server.ts';
import type { StateServer } from '../state/postgres/server.ts';
import { serverFailure } from '../state/postgres/server-failure.ts';
import type { StateTables } from '../state/shape/schema.ts';
import { FleetError, fleetErrors } from './errors.ts';
import { migrateQueue } from './queue/migrate-queue.ts';
import { changingMs, changingPool } from './server.ts';
import { FleetTables } from './tables/fleet-tables.ts';
import { takeFleetSteps } from './tables/steps.ts';

export interface MigrateReport {
  /** Steps that the fleet's own tables were behind. */
  readonly steps: number;
  /** In the order in which they were added. */
  readonly clinics: readonly { readonly name: string; readonly error: unknown }[];
}

interface MigrateSurroundings {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told when another process is at it, which is waited for. */
  readonly onWait: () => void;
  /** Told before machines are stopped, and once they go on. */
  readonly onStop: (stopped: boolean) => void;
  /** Told before each of them. */
  readonly onClinic: (name: string) => void;
}

/** How often a clinic's tables are tried that somebody holds, and how long is waited before the next time. */
const [tries, betweenMs] = [5, 1_000];

/**
 * One process at a time: the stop that one has ordered, another one would end. Whoever lost the lock meanwhile, since the
 * server ended its session, takes no further step: another one may be at it by then.
 *
 * @throws StateError, among them STATE_LOCK_LOST; FleetError FLEET_NEWER, FLEET_NOT_STOPPED
 */
export async function migrateFleet(
  server: StateServer,
  surroundings: MigrateSurroundings,
): Promise<MigrateReport> {
  const { clock, signal, onWait } = surroundings;
  const lock = new AdvisoryLock(server, lockKey('migrate', 0), clock);
  try {
    await lock.acquire({ signal, onWait });
    return await migrated(server, surroundings, () => lock.proveHeld());
  } finally {
    await lock.close();
  }
}

/**
 * The deploy step: brings the tables of the fleet, those of the queue and every clinic's to this version's shape. Where it
 * broke off, the next run goes on. What is wrong with one clinic keeps no other back. Machines work on meanwhile, but for the
 * short stop of a change of the queue's own tables.
 */
async function migrated(
  server: StateServer,
  { clock, signal, onStop, onClinic }: MigrateSurroundings,
  proveAlone: () => Promise<void>,
): Promise<MigrateReport> {
  const steps = await whileBusy(() => ownTables(server), clock);
  const pool = changingPool(server);
  try {
    const tables = new FleetTables(pool);
    await migrateQueue({ pool, tables, clock, signal, onStop, proveAlone });
    const clinics: { name: string; error: unknown }[] = [];
    for (const { name, schema } of await tables.clinics.all()) {
      signal.throwIfAborted();
      await proveAlone();
      onClinic(name);
      const ofClinic = { ...server, schema };
      const error = await whileBusy(() => migrateClinic(ofClinic, pool), clock).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      clinics.push({ name, error });
    }
    return { steps, clinics };
  } finally {
    await pool.end();
  }
}

/** Whoever holds the tables, as a pass does, lets go of them in a moment as a rule. @throws what the last try failed with */
async function whileBusy<T>(work: () => Promise<T>, clock: Clock): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof StateError && error.code === 'STATE_SERVER_BUSY';
      if (!isBusy || left <= 1) throw error;
      await clock.sleep(betweenMs);
    }
  }
}

async function migrateClinic(server: StateServer, pool: PostgresPool): Promise<void> {
  try {
    // One that is gone is not made anew: an empty state would be taken for a new clinic's.
    const db = tablesIn(server.schema, pool);
    if (await isMade(server, db)) return;
    if ((await lookOnServer(server)) === 'absent') {
      throw new FleetError(fleetErrors.stateGone({ schema: server.schema }));
    }
    // The key is of no use to it.
    await prepareSchema(server, async () => undefined, changingMs);
  } catch (error) {
    throw serverFailure(error, server);
  }
}

/** Of a thousand clinics most have nothing to change: one statement tells. */
async function isMade(server: StateServer, db: Kysely<StateTables>): Promise<boolean> {
  try {
    return (await madeState(server, db)) !== null;
  } catch (error) {
    if (error instanceof StateError && error.code === 'STATE_OLDER') return false;
    throw error;
  }
}

/** One process at a time. */
async function ownTables(server: StateServer): Promise<number> {
  const client = await connect(server, { answerMs: patience.wholeMs });
  try {
    const { first, second } = lockKey('open', 0);
    await client.query(`begin; select pg_catalog.pg_advisory_xact_lock(${first}, ${second})`);
    // Behind whoever waits here for a table all machines would wait with their signs of life.
    await client.query(`set local lock_timeout = ${changingMs}`);
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
