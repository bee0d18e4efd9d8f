import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { patience } from '../../../src/state/postgres/client/patience.ts';
import {
  connect,
  oneSession,
  poolOf,
  poolThroughPooler,
} from '../../../src/state/postgres/connections.ts';
import { tablesIn } from '../../../src/state/postgres/dialect.ts';
import { AdvisoryLock } from '../../../src/state/postgres/locks/advisory-lock.ts';
import { lockKey } from '../../../src/state/postgres/locks/lock-keys.ts';
import { sessionsFor } from '../../../src/state/postgres/locks/ready-sessions.ts';
import { paceRow } from '../../../src/state/postgres/pace/pace-row.ts';
import { SilentLine } from '../../support/postgres/silent-line.ts';
import { StateFolder } from '../folder.ts';

/** Of this file's own: no clinic has this number. */
const clinic = 9_000_021;
const answerMs = 300;
const connectMs = 5_000;

/** A server that keeps its connections open and says nothing any more, once it is told to. */
async function ground() {
  const folder = new StateFolder('PostgreSQL');
  const server = await folder.onServer();
  if (server === null) throw new Error('it lives on a server');
  const line = await SilentLine.to(server.port);
  return {
    ...{ line, server: { ...server, port: line.port } },
    [Symbol.asyncDispose]: async () => {
      await line[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const silent = {
  code: 'STATE_SERVER_UNREACHABLE',
  retryable: true,
  message: expect.stringContaining('NO_ANSWER'),
};

test('a statement of a session that gets no answer is given up, and its connection is closed with it', async () => {
  await using given = await ground();
  const client = await connect(given.server, { answerMs });
  given.line.fallSilent();
  await expect(client.query('select 1')).rejects.toMatchObject({ code: 'NO_ANSWER' });
  await vi.waitUntil(() => given.line.closed === 1);
  await expect(client.query('select 1')).rejects.toThrow('not queryable');
  await client.end();
});

test.for([
  ['the pool', poolOf],
  ['the pool through a pooler', poolThroughPooler],
] as const)(
  '%s gives a connection without an answer to nobody else: the next statement goes by a new one',
  async ([, make]) => {
    await using given = await ground();
    const db = tablesIn(given.server.schema, make(given.server, { most: 1, connectMs, answerMs }));
    const pid = async () =>
      (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]?.pid;
    const before = await pid();
    given.line.fallSilent();
    await expect(pid()).rejects.toMatchObject(silent);
    expect(await pid()).not.toBe(before);
    expect(given.line.closed).toBe(1);
    await db.destroy();
  },
);

test('a scratch whose session gets no answer is over, and opens no other one', async () => {
  await using given = await ground();
  const db = tablesIn(given.server.schema, oneSession(given.server, { answerMs }));
  await sql`create temporary table seen (id bigint)`.execute(db);
  given.line.fallSilent();
  const ask = () => sql`select id from seen`.execute(db);
  await expect(ask()).rejects.toMatchObject(silent);
  await expect(ask()).rejects.toMatchObject({ code: 'STATE_SERVER_UNREACHABLE' });
  await db.destroy();
});

test('the session of a pass that gets no answer is lost, and its lock with it', async () => {
  await using given = await ground();
  const { server, line } = given;
  const sessions = sessionsFor(answerMs);
  const [lock, next] = [0, 1].map(
    () => new AdvisoryLock(server, lockKey('pass', clinic), systemClock, { sessions }),
  );
  const held = await lock?.acquire();
  line.fallSilent();
  await expect(lock?.proveHeld()).rejects.toMatchObject({ code: 'STATE_LOCK_LOST' });
  await vi.waitUntil(() => lock?.holding?.isOver === true);
  held?.release();
  await vi.waitUntil(async () => (await next?.tryAcquire()) !== null);
  await next?.close();
  await lock?.close();
});

test('whoever connects to a server that takes connections and says nothing is told so in time', async () => {
  await using given = await ground();
  given.line.fallSilent({ forAll: true });
  const pool = poolThroughPooler(given.server, { most: 1, connectMs: 300, answerMs });
  await expect(pool.connect()).rejects.toMatchObject({ code: 'STATE_SERVER_UNREACHABLE' });
  await pool.end();
  expect(poolOf(given.server, { most: 1 }).options).toMatchObject({
    connectionTimeoutMillis: patience.connectMs,
    answerMs: patience.answerMs,
  });
});

test('a connection is over although the server does not answer the farewell', async () => {
  await using given = await ground();
  const client = await connect(given.server);
  given.line.fallSilent();
  await client.end();
  await expect(client.query('select 1')).rejects.toThrow('was closed');
});

test('a pool that is closed is told of in words', async () => {
  await using given = await ground();
  const pool = poolOf(given.server, { most: 1 });
  await pool.end();
  await expect(pool.connect()).rejects.toMatchObject({ code: 'STATE_CLOSED', retryable: true });
});

test('a limiter that is closed begins no further session', async () => {
  await using given = await ground();
  const sessions = sessionsFor(answerMs);
  const begun = vi.spyOn(sessions, 'begin');
  const row = paceRow(given.server, lockKey('pace', clinic), { clock: systemClock, sessions });
  await row.close();
  await expect(row.change(() => ['', null])).rejects.toMatchObject({ code: 'STATE_CLOSED' });
  expect(begun).not.toHaveBeenCalled();
});
