import { type Kysely, sql } from 'kysely';
import { StateError, stateErrors } from '../file/errors.ts';
import { isInShape, refuseChanged, steps } from '../shape/bring-to-shape.ts';
import type { StateTables } from '../shape/schema.ts';
import { addressOf, type StateServer, tableOf } from './server.ts';

interface Row {
  readonly number: number | null;
  readonly whole: boolean;
  readonly taken: readonly string[];
}

const noTable = new Set(['42P01', '3F000']);

/**
 * A state that somebody has made, looked at in one statement and changed by none: for a machine of a fleet, which opens a
 * clinic for each pass, and makes and migrates nothing.
 *
 * @returns the clinic's number; null: something of it is missing, and whoever may make it tells what.
 * @throws StateError STATE_OLDER, STATE_NEWER
 */
export async function madeState(
  server: StateServer,
  db: Kysely<StateTables>,
): Promise<number | null> {
  const { schema } = server;
  const here = (table: string) => sql`pg_catalog.to_regclass(${tableOf(server, table)})`;
  const names = sql.raw(tableOf(server, steps));
  const { rows } = await sql<Row>`select
      (select number from ident_amocrm.clinics where schema = ${schema}) as number,
      ${here('limiter')} is not null and ${here('lineage')} is not null as whole,
      array(select name::text from ${names} order by name) as taken`
    .execute(db)
    .catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && noTable.has(String(error.code))) {
        return { rows: [] };
      }
      throw error;
    });
  const [row] = rows;
  if (row === undefined || row.number === null || !row.whole) return null;
  const state = addressOf(server);
  refuseChanged(row.taken, state);
  if (!isInShape(row.taken)) throw new StateError(stateErrors.older({ state }));
  return row.number;
}
