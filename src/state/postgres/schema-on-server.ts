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
import { bySession, poolOf } from './connections.ts';
import { tablesIn } from './dialect.ts';
import { lineageTable } from './lineage/lineage-row.ts';
import { lockKey, lockOfTransaction } from './locks/lock-keys.ts';
import { addressOf, type StateServer, tableOf } from './server.ts';
import { serverErrors } from './server-errors.ts';

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
    await turn.query(paceTable(server));
    await turn.query(lineageTable(server));
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

const inTurn = <T>(
  server: StateServer,
  work: (turn: pg.Client, clinic: number) => Promise<T>,
): Promise<T> =>
  bySession(server, async (turn) => {
    // Of several first starts at once, on a slow server, the last ones may wait in vain.
    await turn.query(`begin; select ${lockOfTransaction(lockKey('open', 0))}`);
    const result = await work(turn, await clinicNumber(turn, server));
    await turn.query('commit');
    return result;
  });

/** Beside the tables of the shape, and not a part of them: a server that crashed begins without it. */
const paceTable = (server: StateServer): string =>
  `create unlogged table if not exists ${tableOf(server, 'limiter')}
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
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relkind in ('r', 'p', 'v', 'f')`,
    [server.schema],
  );
  if (rows.length === 0) return [];
  const state = addressOf(server);
  if (!rows.some(({ name }) => name === steps)) {
    throw new StateError(serverErrors.notAState({ address: state }));
  }
  const found = await client.query<{ name: string }>(
    `select name from ${tableOf(server, steps)} order by name`,
  );
  const taken = found.rows.map(({ name }) => name);
  refuse(taken, state);
  return taken;
}
