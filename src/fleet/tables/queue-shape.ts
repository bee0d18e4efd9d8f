import { createRequire } from 'node:module';
import type { PostgresPool } from 'kysely';
import { z } from 'zod';
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
    const own = ownQueueVersion();
    if (row.version === own) return 'fitting';
    return row.version < own ? 'older' : 'newer';
  } finally {
    client.release();
  }
}

/** Of the tables that the queue's library makes: it tells so in its manifest alone. */
export function ownQueueVersion(): number {
  const manifest: unknown = createRequire(import.meta.url)('pg-boss/package.json');
  return z.object({ pgboss: z.object({ schema: z.int() }) }).parse(manifest).pgboss.schema;
}
