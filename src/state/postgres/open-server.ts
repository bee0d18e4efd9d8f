import { type Kysely, sql } from 'kysely';
import type pg from 'pg';
import { withoutRoom } from '../../amocrm/limiter/limiter-state.ts';
import type { Clock } from '../../clock.ts';
import { Meta } from '../account/meta.ts';
import { StateError, stateErrors } from '../file/errors.ts';
import { keyCheckOf, readKey, type StateKeySource, stateKeys } from '../file/state-key.ts';
import type { StateHome } from '../home.ts';
import { bringToShape, refuseNewer, steps } from '../shape/bring-to-shape.ts';
import { migrations } from '../shape/migrations.ts';
import type { StateTables } from '../shape/schema.ts';
import { clinicNumber } from './clinics.ts';
import { connect, poolOf } from './connections.ts';
import { tablesIn } from './dialect.ts';
import { AdvisoryLock } from './locks/advisory-lock.ts';
import { isHeldHere, type LockKind, lockKey } from './locks/lock-keys.ts';
import { paceRow } from './pace/pace-row.ts';
import { ServerPace } from './pace/server-pace.ts';
import { addressOf, type StateServer } from './server.ts';
import { serverErrors } from './server-errors.ts';
import { serverFailure } from './server-failure.ts';
import { ServerScratch } from './server-scratch.ts';

const shapeSteps = Object.keys(migrations).length;

/** Connections for statements that are no pass's. */
const pooled = 4;

/**
 * The state on a PostgreSQL server: brought to this version's shape in the clinic's schema.
 *
 * @throws StateError when the server cannot be used, another program's tables stand in the schema, the key is missing or
 *   wrong, or a newer version made it.
 */
export async function openOnServer(
  source: StateKeySource,
  server: StateServer,
  clock: Clock,
): Promise<StateHome> {
  const db = tablesIn(server.schema, poolOf(server, { most: pooled }));
  try {
    const { clinic, key } = await prepared(source, server, db);
    return homeOf({ server, clinic, key, db, clock });
  } catch (error) {
    await db.destroy();
    throw serverFailure(error, server);
  }
}

/** One process at a time: of two first starts at once, each would make the key and the tables. */
async function prepared(
  source: StateKeySource,
  server: StateServer,
  db: Kysely<StateTables>,
): Promise<{ readonly clinic: number; readonly key: string }> {
  const turn = await connect(server);
  try {
    const { first, second } = lockKey('open', 0);
    await turn.query(`begin; select pg_catalog.pg_advisory_xact_lock(${first}, ${second})`);
    const clinic = await clinicNumber(turn, server);
    const taken = await refuseForeign(turn, server);
    if (taken.length < shapeSteps) await bringToShape(db, server.schema);
    await turn.query(paceTable(turn, server));
    const key = await fittingKey(new Meta(db), source, server);
    await turn.query('commit');
    return { clinic, key };
  } finally {
    await turn.end().catch(() => undefined);
  }
}

/** Beside the tables of the shape, and not a part of them: a server that crashed begins without it. */
const paceTable = (client: pg.Client, { schema }: StateServer): string =>
  `create unlogged table if not exists ${client.escapeIdentifier(schema)}.limiter
    (one integer primary key check (one = 1), state text not null)`;

/** @returns the steps of the shape that were taken. */
async function refuseForeign(client: pg.Client, server: StateServer): Promise<readonly string[]> {
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
  const found = await client.query<{ name: string }>(`select name from ${table}`);
  const taken = found.rows.map(({ name }) => name);
  refuseNewer(taken, state);
  return taken;
}

/** @throws StateError STATE_KEY_MISSING, STATE_KEY_WRONG */
async function fittingKey(
  meta: Meta,
  source: StateKeySource,
  server: StateServer,
): Promise<string> {
  const state = addressOf(server);
  const check = await meta.get('keyCheck');
  const isHere = source.key !== undefined || readKey(source.keyFile) !== '';
  if (check !== undefined && !isHere) {
    throw new StateError(stateErrors.keyMissing({ state, keyFile: source.keyFile }));
  }
  const keys = stateKeys(source);
  const [first] = keys;
  if (check === undefined && first !== undefined) {
    await meta.set('keyCheck', keyCheckOf(first.key));
    return first.key;
  }
  const fitting = keys.find(({ key }) => keyCheckOf(key) === check);
  if (fitting !== undefined) return fitting.key;
  throw new StateError(stateErrors.keyWrong({ state, source: first?.from ?? source.keyFile }));
}

function homeOf(parts: {
  readonly server: StateServer;
  readonly clinic: number;
  readonly key: string;
  readonly db: Kysely<StateTables>;
  readonly clock: Clock;
}): StateHome {
  const { server, clinic, key, db, clock } = parts;
  const row = paceRow(server, lockKey('pace', clinic), clock);
  const slots = new ServerPace(row, clock);
  // Whoever was ended may have been about to send what it had a slot for.
  const onTakenOver = () => slots.transact((state) => [withoutRoom(state, now(clock)), undefined]);
  const lock = (kind: LockKind, renews = false) =>
    new AdvisoryLock(server, lockKey(kind, clinic), clock, { renews, onTakenOver });
  const pass = lock('pass');
  // A service does nothing under its lock but be the only one.
  const service = lock('service', true);
  const refresh = lock('refresh');
  return {
    ...{ key, db, refresh, isShared: true },
    pass: { lock: pass, prove: () => pass.prove() },
    service: { lock: service, prove: () => service.prove() },
    slots,
    scratch: () => new ServerScratch(server),
    provePass: () => pass.proveHeld(),
    // What the pass writes goes through the session that holds its lock: a transaction of a lock that is lost cannot be.
    transaction: (work) => {
      const session = pass.holding;
      const through = session === null ? db : tablesIn(server.schema, session.pool);
      return through.transaction().execute(async (tx) => {
        const { first, second } = lockKey('write', clinic);
        const held = session === null ? 'true' : isHeldHere(lockKey('pass', clinic));
        const { rows } = await sql<{ held: boolean }>`select
          pg_catalog.pg_advisory_xact_lock(${sql.lit(first)}, ${sql.lit(second)}) as turn,
          ${sql.raw(held)} as held`.execute(tx);
        if (rows[0]?.held !== true) throw session?.lost() ?? new Error('unreachable');
        return await work(tx);
      });
    },
    close: async () => {
      for (const one of [pass, service, refresh]) await one.close();
      await row.close();
      await db.destroy();
    },
  };
}

const now = (clock: Clock) => ({ monotonic: clock.monotonic(), wall: clock.now() });
