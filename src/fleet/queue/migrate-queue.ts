import type { PostgresPool } from 'kysely';
import type { Clock } from '../../clock.ts';
import { FleetError, fleetErrors } from '../errors.ts';
import type { FleetTables } from '../tables/fleet-tables.ts';
import { queueShape } from '../tables/queue-shape.ts';
import { Jobs } from './jobs.ts';

/** A stop lasts no longer, whatever becomes of this process. */
const stopMs = 60_000;
/** So long machines may take for it: a pass is parked after 10 s, and ends what is in flight. */
const waitMs = 40_000;
const lookMs = 250;

export interface QueueMigration {
  readonly pool: PostgresPool;
  readonly tables: Pick<FleetTables, 'standing'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told before machines are stopped, and once they go on. */
  readonly onStop: (stopped: boolean) => void;
  /** Throws once another process may be at it, too. */
  readonly proveAlone: () => Promise<void>;
}

/**
 * Brings the queue's own tables to this version's shape. Machines that work stand still meanwhile, for a minute at most: the
 * library's changes are not meant for tables in use. Where nothing is to change nobody stops; indexes that an earlier run left
 * unfinished are built either way.
 *
 * @throws FleetError FLEET_NOT_STOPPED, FLEET_NEWER; StateError STATE_LOCK_LOST, which leaves a stop to end by itself, since
 *   it may be another one's by then
 */
export async function migrateQueue(migration: QueueMigration): Promise<void> {
  const { pool, tables, onStop, proveAlone } = migration;
  const { standing } = tables;
  const goOn = async () => {
    await proveAlone();
    await standing.goOn();
  };
  await proveAlone();
  if ((await queueShape(pool)) === 'older') {
    onStop(true);
    await standing.stop(stopMs);
    try {
      await stoodStill(migration);
      // What was waited for is no part of the change's own minute.
      await standing.stop(stopMs);
      await Jobs.migrate(pool);
    } finally {
      await goOn();
      onStop(false);
    }
  } else {
    await Jobs.migrate(pool);
    // A run that was killed may have left a stop.
    await goOn();
  }
}

async function stoodStill({ tables, clock, signal, proveAlone }: QueueMigration): Promise<void> {
  const until = clock.monotonic() + waitMs;
  for (;;) {
    await proveAlone();
    const unstopped = await tables.standing.unstopped();
    if (unstopped.length === 0) return;
    if (clock.monotonic() > until) {
      const machines = unstopped.map(({ host, pid }) => `${host}:${pid}`);
      throw new FleetError(fleetErrors.notStopped({ machines }));
    }
    await clock.sleep(lookMs, signal);
  }
}
