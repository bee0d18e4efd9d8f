import { createRequire } from 'node:module';
import type { PostgresPool } from 'kysely';
import { z } from 'zod';
import { FleetError, fleetErrors } from '../errors.ts';
import { rowsOf } from './fleet-database.ts';

/** Of the queue's own tables, beside those of the fleet. */
export const jobsSchema = 'ident_amocrm_jobs';

/** How the queue's tables on the server stand to what this program's library works with: it takes its own shape alone. */
export type QueueShape = 'absent' | 'older' | 'fitting' | 'newer';

export async function queueShape(pool: PostgresPool): Promise<QueueShape> {
  const client = await pool.connect();
  try {
    const [there] = await rowsOf<{ is: boolean }>(
      client,
      `select pg_catalog.to_regclass('${jobsSchema}.version') is not null as is`,
    );
    if (there?.is !== true) return 'absent';
    const [row] = await rowsOf<{ version: number }>(
      client,
      `select version from ${jobsSchema}.version`,
    );
    if (row === undefined) return 'absent';
    return shapeOfVersion(row.version);
  } finally {
    client.release();
  }
}

export function shapeOfVersion(version: number): Exclude<QueueShape, 'absent'> {
  const own = ownQueueVersion();
  if (version === own) return 'fitting';
  return version < own ? 'older' : 'newer';
}

/** @throws FleetError FLEET_NOT_MIGRATED, FLEET_NEWER */
export function refuseQueueShape(shape: QueueShape, refused: readonly QueueShape[]): void {
  if (!refused.includes(shape)) return;
  throw new FleetError(shape === 'newer' ? fleetErrors.newer : fleetErrors.notMigrated);
}

/** Of the tables that the queue's library makes: it tells so in its manifest alone. */
function ownQueueVersion(): number {
  const manifest: unknown = createRequire(import.meta.url)('pg-boss/package.json');
  return z.object({ pgboss: z.object({ schema: z.int() }) }).parse(manifest).pgboss.schema;
}
