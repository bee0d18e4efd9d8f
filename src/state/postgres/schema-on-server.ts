import type pg from 'pg';
import { StateError } from '../file/errors.ts';
import {
  bringToShape,
  isInShape,
  refuseChanged,
  refuseNewer,
  steps,
} from '../shape/bring-to-shape.ts';
import { patience } from './client/patience.ts';
import { clinicNumber } from './clinics.ts';
import { connect, poolOf } from './connections.ts';
import { tablesIn } from './dialect.ts';
import { lineageTable } from './lineage/lineage-row.ts';
import { lockKey } from './locks/lock-keys.ts';
import { addressOf, type StateServer } from './server.ts';
import { serverErrors } from './server-errors.ts';
import { serverFailure } from './server-failure.ts';

/**
 * Makes the clinic's schema with all its tables, or brings them to this version's shape. One process at a time: of two
 * first starts at once, each would make the key and the tables.
 *
 * @param then what else is to be done before another process may begin.
 * @param waitMs how long a change waits for whoever holds a table; absent: as all others wait.
 * @returns the clinic's number, and what that has found.
 * @throws StateError STATE_UNREADABLE, STATE_NEWER, STATE_SERVER_BUSY
 */
export async function prepareSchema<T>(
  server: StateServer,
  then: () => Promise<T>,
  waitMs: number = patience.lockMs,
): Promise<readonly [number, T]> {
  return await inTurn(server, async (turn, clinic) => {
    const taken = await takenSteps(turn, server, refuseChanged);
    if (!isInShape(taken)) await brought(server, waitMs);
    await turn.query(paceTable(turn, server));
    await turn.query(lineageTable(turn, server));
    return [clinic, await then()];
  });
}

/** The number of a clinic, which may have no tables yet. */
export const registered = (server: StateServer): Promise<number> =>
  inTurn(server, async (_, clinic) => clinic);

/** By a connection of its own: a change of the tables may take long. */
async function brought(server: StateServer, waitMs: number): Promise<void> {
  const pool = poolOf(server, { most: 1, waitMs, answerMs: patience.wholeMs });
  const db = tablesIn(server.schema, pool);
  try {
    await bringToShape(db, { schema: server.schema });
  } finally {
    await db.destroy();
  }
}

async function inTurn<T>(
  server: StateServer,
  work: (turn: pg.Client, clinic: number) => Promise<T>,
): Promise<T> {
  const turn = await connect(server);
  try {
    const { first, second } = lockKey('open', 0);
    // Of several first starts at once, on a slow server, the last ones may wait in vain.
    await turn.query(`begin; select pg_catalog.pg_advisory_xact_lock(${first}, ${second})`);
    const result = await work(turn, await clinicNumber(turn, server));
    await turn.query('commit');
    return result;
  } catch (error) {
    throw serverFailure(error, server);
  } finally {
    await turn.end().catch(() => undefined);
  }
}

/** Beside the tables of the shape, and not a part of them: a server that crashed begins without it. */
const paceTable = (client: pg.Client, { schema }: StateServer): string =>
  `create unlogged table if not exists ${client.escapeIdentifier(schema)}.limiter
    (one integer primary key check (one = 1), state text not null)`;

/**
 * The steps of the shape that were taken; none: there is no state.
 *
 * @param refuse which steps that this build does not know are none of its business: none, for whoever copies the state.
 * @throws StateError STATE_UNREADABLE, STATE_NEWER
 */
export async function takenSteps(
  client: pg.Client,
  server: StateServer,
  refuse = refuseNewer,
): Promise<readonly string[]> {
  const { schema } = server;
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relkind in ('r', 'p', 'v', 'f')`,
    [schema],
  );
  if (rows.length === 0) return [];
  const state = addressOf(server);
  if (!rows.some(({ name }) => name === steps)) {
    throw new StateError(serverErrors.notAState({ address: state }));
  }
  const table = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(steps)}`;
  const found = await client.query<{ name: string }>(`select name from ${table} order by name`);
  const taken = found.rows.map(({ name }) => name);
  refuse(taken, state);
  return taken;
}
