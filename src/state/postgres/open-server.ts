import { type Kysely, type PostgresPool, sql } from 'kysely';
import { withoutRoom } from '../../amocrm/limiter/limiter-state.ts';
import type { Clock } from '../../clock.ts';
import { Meta } from '../account/meta.ts';
import { StateError, stateErrors } from '../file/errors.ts';
import { fittingKey } from '../file/fitting-key.ts';
import type { StateKeySource } from '../file/state-key.ts';
import type { Recognising, StateHome } from '../home.ts';
import { Scratch } from '../scratch.ts';
import type { StateTables } from '../shape/schema.ts';
import { oneSession, poolOf } from './connections.ts';
import { tablesIn } from './dialect.ts';
import type { Seen } from './lineage/lineage.ts';
import { LineageRow } from './lineage/lineage-row.ts';
import { LineageWatch } from './lineage/lineage-watch.ts';
import { SeenFile } from './lineage/seen-file.ts';
import { AdvisoryLock } from './locks/advisory-lock.ts';
import { isHeldHere, type LockKind, lockKey, lockOfTransaction } from './locks/lock-keys.ts';
import { ownSessions, type Sessions } from './locks/ready-sessions.ts';
import { lookOnServer } from './look-on-server.ts';
import { madeState } from './made-state.ts';
import { paceRow } from './pace/pace-row.ts';
import { ServerPace } from './pace/server-pace.ts';
import { prepareSchema } from './schema-on-server.ts';
import { addressOf, type StateServer } from './server.ts';
import { serverFailure } from './server-failure.ts';

/** Connections for statements that are no pass's. */
const pooled = 4;

/**
 * The state on a PostgreSQL server: brought to this version's shape in the clinic's schema.
 *
 * @param shared connections of all clinics of a process; absent: some of its own.
 * @throws StateError STATE_ABSENT with connections of all clinics, which make no state; when the server cannot be used, another program's tables stand in the schema, the key is missing or
 *   wrong, or a newer version made it.
 */
export async function openOnServer(
  source: StateKeySource,
  server: StateServer,
  clock: Clock,
  shared?: SharedConnections,
): Promise<StateHome> {
  const pool = shared === undefined ? poolOf(server, { most: pooled }) : lent(shared.pool);
  const sessions = shared?.sessions ?? ownSessions;
  const db = tablesIn(server.schema, pool);
  try {
    const findKey = () => fittingKey(new Meta(db), source, addressOf(server));
    const made = shared === undefined ? null : await madeState(server, db);
    // For many clinics none is made: one that is gone would seem to be new.
    // Nor is one completed, of which something is missing: only a migration changes tables.
    if (shared !== undefined && made === null) {
      const state = addressOf(server);
      const isAbsent = (await lookOnServer(server)) === 'absent';
      throw new StateError(isAbsent ? stateErrors.absent({ state }) : stateErrors.older({ state }));
    }
    const [clinic, key] =
      made === null ? await prepareSchema(server, findKey) : [made, await findKey()];
    return homeOf({ server, clinic, key, db, pool, sessions, clock, file: source.file });
  } catch (error) {
    await db.destroy();
    throw serverFailure(error, server);
  }
}

/** Of all clinics of a process, which have their states on one server. */
export interface SharedConnections {
  /** For whoever needs one for a statement or a transaction. */
  readonly pool: PostgresPool;
  /** For those that hold a lock by theirs; absent: each begins its own. */
  readonly sessions?: Sessions | undefined;
}

/** It goes on when the state that used it is closed. */
const lent = (pool: PostgresPool): PostgresPool => ({
  options: pool.options ?? {},
  connect: () => pool.connect(),
  end: async () => undefined,
});

function homeOf(parts: {
  readonly server: StateServer;
  readonly clinic: number;
  readonly key: string;
  readonly db: Kysely<StateTables>;
  readonly pool: PostgresPool;
  readonly sessions: Sessions;
  readonly clock: Clock;
  /** Where it would be: what this machine remembers of it is beside that. */
  readonly file: string;
}): StateHome {
  const { server, clinic, key, db, pool, sessions, clock, file } = parts;
  const row = paceRow(server, lockKey('pace', clinic), { clock, sessions });
  const slots = new ServerPace(row, clock);
  // Whoever was ended may have been about to send what it had a slot for.
  const onTakenOver = () => slots.transact((state) => [withoutRoom(state, now(clock)), undefined]);
  const lock = (kind: LockKind, renews = false) =>
    new AdvisoryLock(server, lockKey(kind, clinic), clock, { renews, onTakenOver, sessions });
  const pass = lock('pass');
  // A service does nothing under its lock but be the only one.
  const service = lock('service', true);
  const refresh = lock('refresh');
  const lineage = new LineageWatch(new LineageRow(db, server), new SeenFile(file), clock);
  const prove = async (how: Recognising) => {
    await pass.prove(pool);
    await lineage.recognise(how);
  };
  return {
    ...{ key, db, refresh, isShared: true, name: addressOf(server) },
    pass: { lock: pass, prove },
    service: { lock: service, prove: () => service.prove(pool) },
    slots,
    // The temporary tables of a session of their own.
    scratch: () => new Scratch(() => tablesIn(server.schema, oneSession(server))),
    provePass: () => pass.proveHeld(),
    // What the pass writes goes through the session that holds its lock: a transaction of a lock that is lost cannot be.
    transaction: async (work) => {
      const session = pass.holding;
      const through = session === null ? db : tablesIn(server.schema, session.pool);
      const [result, written] = await through.transaction().execute(async (tx) => {
        const turn = await begun(tx, clinic, session === null ? null : lineage.row.counting);
        if (!turn.held) throw session?.lost() ?? new Error('unreachable');
        return [await work(tx), turn] as const;
      });
      if (session !== null) await lineage.saw(written);
      return result;
    },
    keepPair: (work) =>
      db.transaction().execute(async (tx) => {
        await lineage.countPair(tx);
        await work(tx);
      }),
    close: async () => {
      for (const one of [pass, service, refresh]) await one.close();
      await row.close();
      await db.destroy();
    },
  };
}

const now = (clock: Clock) => ({ monotonic: clock.monotonic(), wall: clock.now() });

interface Turn extends Seen {
  readonly held: boolean;
}

/** A transaction's turn; of a pass that holds the lock and is counted, or, `counting` being null, of anybody. */
async function begun(
  tx: Kysely<StateTables>,
  clinic: number,
  counting: string | null,
): Promise<Turn> {
  const turn = `${lockOfTransaction(lockKey('write', clinic))} as turn`;
  const text =
    counting === null
      ? `select ${turn}, true as held`
      : `with counted as (${counting})
          select ${turn}, ${isHeldHere(lockKey('pass', clinic))} as held, counted.* from counted`;
  const { rows } = await sql<Turn>`${sql.raw(text)}`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('a turn has one row');
  return row;
}
