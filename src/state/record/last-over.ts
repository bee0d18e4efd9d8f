import type { Kysely } from 'kysely';
import type { StateTables } from '../shape/schema.ts';
import { deepPassDue } from './run-codes.ts';
import { type Run, toRun } from './runs.ts';

/** The last run to be over, of whichever mode; a pass that left its work to a deep one was none. */
export async function lastOver(db: Kysely<StateTables>): Promise<Run | null> {
  const row = await db
    .selectFrom('runs')
    .selectAll()
    .where('ended_at', 'is not', null)
    .where((e) => e.or([e('error_code', 'is', null), e('error_code', '<>', deepPassDue)]))
    .orderBy('ended_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toRun(row);
}
