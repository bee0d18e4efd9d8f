import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { StateError } from '../file/errors.ts';
import { BoundedClient, type BoundedConfig } from './client/bounded-client.ts';
import { patience } from './client/patience.ts';
import { addressOf, type StateServer } from './server.ts';
import { serverErrors } from './server-errors.ts';
import { serverFailure } from './server-failure.ts';

/** A server that is gone is found out by either side within half a minute, and frees its locks. */
const keepAlive = { first: 10, every: 5, times: 3, unheardMs: 25_000 } as const;

/** What a session begins with; a commit waits for the server's disk, and nothing is looked for by a search path. */
const startOptions = [
  ['search_path', ''],
  ['synchronous_commit', 'on'],
  // Whatever the server's or the role's own are: a pass would be cut off, or read what stood before another's write.
  ['idle_session_timeout', '0'],
  ['idle_in_transaction_session_timeout', '0'],
  ['statement_timeout', '0'],
  ['default_transaction_isolation', 'read\\ committed'],
  ['tcp_keepalives_idle', keepAlive.first],
  ['tcp_keepalives_interval', keepAlive.every],
  ['tcp_keepalives_count', keepAlive.times],
  ['tcp_user_timeout', keepAlive.unheardMs],
] as const;

/** What pg hands over as text, since not every one of them is a safe number; ours are. */
const numbers: ReadonlySet<number> = new Set([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);

/** How a session is named to whoever looks at the server. */
export const applicationName = (schema: string): string => `ident-amocrm ${schema}`;

/** What a session begins with, for `options` of the connection. */
const beginning = (waitMs: number): string =>
  [...startOptions, ['lock_timeout', waitMs] as const]
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');

function options(server: StateServer): pg.ClientConfig {
  const { host, port, user, database, password, tls, authority, schema } = server;
  return {
    host,
    port,
    user,
    database,
    application_name: applicationName(schema),
    ...(password !== undefined && { password }),
    ssl:
      tls === 'off'
        ? false
        : {
            rejectUnauthorized: tls === 'verify',
            ...(authority !== undefined && { ca: authority }),
          },
    connectionTimeoutMillis: patience.connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAlive.first * 1_000,
    types: {
      // pg types the parser by what it parses to, which depends on the type's number.
      getTypeParser: ((type: number, format: 'text' | 'binary') =>
        numbers.has(type) ? Number : pg.types.getTypeParser(type, format)) as never,
    },
  };
}

/**
 * A session that is the caller's alone. Its end is not an error: whoever uses it next is told.
 *
 * @param own how long it waits for an answer, where that may take longer than an ordinary one.
 * @throws StateError STATE_SERVER_POOLER: a lock of one session is everybody's there, or nobody's
 */
export async function connect(
  server: StateServer,
  own: Pick<BoundedConfig, 'answerMs'> = {},
): Promise<pg.Client> {
  const beginsWith = beginning(patience.lockMs);
  const client: pg.Client = new BoundedClient({ ...options(server), ...own, options: beginsWith });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await refusePooler(client, server);
    return client;
  } catch (error) {
    // It may still be on its way.
    client.end().catch(() => undefined);
    throw serverFailure(error, server);
  }
}

/** Work by a session of its own, which ends with it. @throws StateError where the server fails it */
export async function bySession<T>(
  server: StateServer,
  work: (client: pg.Client) => Promise<T>,
  own?: Pick<BoundedConfig, 'answerMs'>,
): Promise<T> {
  const client = await connect(server, own);
  try {
    return await work(client);
  } catch (error) {
    throw serverFailure(error, server);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A pooler greets with a number of its own, since the session behind it is now this one and now that. */
async function refusePooler(client: pg.Client, server: StateServer): Promise<void> {
  const { rows } = await client.query<{ pid: number }>('select pg_catalog.pg_backend_pid() as pid');
  // pg keeps it to cancel by, and its types do not tell.
  const { processID } = client as pg.Client & { readonly processID?: number };
  if (rows[0]?.pid === processID) return;
  throw new StateError(serverErrors.pooler({ address: addressOf(server) }));
}

/** Connections for whoever needs one for a statement or a transaction, as Kysely takes them. */
export function poolOf(
  server: StateServer,
  {
    most,
    waitMs = patience.lockMs,
    answerMs = patience.answerMs,
  }: {
    readonly most: number;
    /** How long a statement waits for another one's lock; absent: as all others. */
    readonly waitMs?: number;
    /** How long its answer is waited for; absent: as all others. */
    readonly answerMs?: number;
  },
): PostgresPool {
  const options = beginning(waitMs);
  return wordedPool(server, { options, answerMs, max: most, idleTimeoutMillis: 60_000 });
}

/**
 * A session that is kept, and its temporary tables with it. When it has ended there is no other one: whoever goes on by
 * another would find none of its tables.
 */
export function oneSession(
  server: StateServer,
  { answerMs }: { readonly answerMs: number } = { answerMs: patience.bulkMs },
): PostgresPool {
  const own = { options: beginning(patience.lockMs), answerMs, max: 1, idleTimeoutMillis: 0 };
  let opened = 0;
  const onOpened = () => {
    opened += 1;
  };
  const pool = wordedPool(server, own, onOpened);
  return {
    ...pool,
    connect: async () => {
      const client = await pool.connect();
      if (opened === 1) return client;
      client.release();
      const address = addressOf(server);
      throw new StateError(serverErrors.unreachable({ address, reason: 'CLOSED' }));
    },
  };
}

/**
 * Connections that may lead through a pooler, which gives each transaction to whatever session is free: they begin with
 * nothing of their own, and wait for no answer for long, since it can be had elsewhere.
 */
export const poolThroughPooler = (
  server: StateServer,
  {
    most,
    connectMs: patienceMs,
    answerMs,
  }: { readonly most: number; readonly connectMs: number; readonly answerMs: number },
): PostgresPool =>
  wordedPool(server, {
    max: most,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: patienceMs,
    answerMs,
  });

function wordedPool(
  server: StateServer,
  own: pg.PoolConfig & Pick<BoundedConfig, 'answerMs'>,
  onOpened: () => void = () => undefined,
): PostgresPool {
  const pool = new pg.Pool({ ...options(server), ...own, Client: BoundedClient });
  // One that was closed by the server while nobody used it: the next one is new.
  pool.on('error', () => undefined);
  // Nor is it an error while somebody has it in hand, who is told by the next statement: the pool listens to idle ones alone,
  // and an error that nobody listens to ends the process, with whatever else it does.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    onOpened();
  });
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw serverFailure(error, server);
      });
      return worded(client, server, (isBroken) => client.release(isBroken));
    },
  };
}

/** A client whose errors tell of the server in our words. */
export function worded(
  client: pg.Client | pg.PoolClient,
  server: StateServer,
  release: (isBroken: boolean) => void,
): PostgresPoolClient {
  let isBroken = false;
  const query = async (text: string, parameters: readonly unknown[] = []) => {
    try {
      return await client.query(text, [...parameters]);
    } catch (error) {
      const failure = serverFailure(error, server);
      if (failure !== error) isBroken = true;
      throw failure;
    }
  };
  // Kysely asks for cursors too, which nothing here uses.
  return {
    query,
    release: (destroy = false) => release(isBroken || destroy),
  } as unknown as PostgresPoolClient;
}
