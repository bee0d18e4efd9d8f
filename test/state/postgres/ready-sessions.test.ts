import { expect, test, vi } from 'vitest';
import { type Clock, systemClock } from '../../../src/clock.ts';
import { connect, poolOf } from '../../../src/state/postgres/connections.ts';
import { AdvisoryLock } from '../../../src/state/postgres/locks/advisory-lock.ts';
import { lockKey } from '../../../src/state/postgres/locks/lock-keys.ts';
import { ReadySessions, type Sessions } from '../../../src/state/postgres/locks/ready-sessions.ts';
import type { Session } from '../../../src/state/postgres/locks/session.ts';
import { SilentLine } from '../../support/postgres/silent-line.ts';
import { StateFolder } from '../folder.ts';

/** Of this file's own: no clinic has these numbers. */
const [one, other] = [lockKey('pass', 9_000_011), lockKey('pass', 9_000_012)];

async function ground(clock: Clock = systemClock) {
  const folder = new StateFolder('PostgreSQL');
  const server = await folder.onServer();
  if (server === null) throw new Error('it lives on a server');
  const sessions = new ReadySessions(clock);
  return {
    ...{ server, sessions },
    [Symbol.asyncDispose]: async () => {
      await sessions.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const pidOf = async ({ client }: Session) =>
  (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;

test('a ready session goes from the lock of one clinic to that of another: it holds nothing of the first one, and bears the other one’s name', async () => {
  await using given = await ground();
  const { server, sessions } = given;
  const first = new AdvisoryLock(server, one, systemClock, { sessions });
  (await first.acquire()).release();
  const before = first.holding;
  await first.close();
  const second = new AdvisoryLock({ ...server, schema: 'second' }, other, systemClock, {
    sessions,
  });
  const held = await second.acquire();
  const session = second.holding;
  expect(before).toBeNull();
  const told = await session?.client.query<{ name: string; locks: number }>(
    `select current_setting('application_name') as name,
      (select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'advisory') as locks`,
  );
  expect(told?.rows).toEqual([{ name: 'ident-amocrm second', locks: 1 }]);
  held.release();
  await second.close();
});

test('a lock that is closed while somebody waits for it is given to nobody, and begins no further session', async () => {
  await using given = await ground();
  const { server, sessions } = given;
  const holder = new AdvisoryLock(server, one, systemClock);
  const held = await holder.acquire();
  const waiter = new AdvisoryLock({ ...server, schema: 'waits' }, one, systemClock, { sessions });
  const begun = vi.spyOn(sessions, 'begin');
  const waits = Promise.withResolvers<void>();
  const waiting = waiter.acquire({ onWait: () => waits.resolve() });
  const refused = expect(waiting).rejects.toMatchObject({ code: 'STATE_CLOSED', retryable: true });
  await waits.promise;
  await waiter.close();
  held.release();
  await holder.close();
  await refused;
  expect(begun).toHaveBeenCalledTimes(1);
});

test('the same session is taken again, and what its former holder had of it is over', async () => {
  await using given = await ground();
  const { server, sessions } = given;
  const former = await sessions.begin(server);
  const pid = await pidOf(former);
  await sessions.giveBack(former);
  expect(former.isOver).toBe(true);
  await expect(former.pool.connect()).rejects.toMatchObject({ code: 'STATE_LOCK_LOST' });
  const next = await sessions.begin(server);
  expect(await pidOf(next)).toBe(pid);
  await sessions.giveBack(next);
});

test('a session whose transaction is open, one whose lock was not let go of, and one that the server has ended are nobody’s any more', async () => {
  await using given = await ground();
  const { server, sessions } = given;
  const open = await sessions.begin(server);
  const pids = [await pidOf(open)];
  await open.client.query('begin');
  await sessions.giveBack(open);

  const lock = new AdvisoryLock(server, one, systemClock, { sessions });
  await lock.acquire();
  if (lock.holding !== null) pids.push(await pidOf(lock.holding));
  await lock.close();

  const ended = await sessions.begin(server);
  pids.push(await pidOf(ended));
  await sessions.giveBack(ended);
  const watcher = await connect(server);
  await watcher.query('select pg_terminate_backend($1)', [pids.at(-1)]);

  const next = await sessions.begin(server);
  expect(pids).not.toContain(await pidOf(next));
  await vi.waitFor(async () => {
    const { rows } = await watcher.query('select pid from pg_stat_activity where pid = any ($1)', [
      pids,
    ]);
    expect(rows).toEqual([]);
  });
  await watcher.end();
  await sessions.giveBack(next);
});

test('a lock that is given as it is closed goes with its session: no other holder has it, and whoever asks next gets it', async () => {
  await using given = await ground();
  const { server, sessions } = given;
  const lock = new AdvisoryLock(server, one, systemClock, { sessions });
  const asked = lock.tryAcquire();
  await lock.close();
  expect(await asked).not.toBeNull();
  // By a session of its own: the one that is ready would be given a lock of its own twice.
  const next = new AdvisoryLock(server, one, systemClock);
  await vi.waitFor(async () => expect(await next.tryAcquire()).not.toBeNull());
  await next.close();
});

test('a lock that is let go of while it is being taken anew is free', async () => {
  await using given = await ground();
  const { server, sessions } = given;
  const begunAnew = Promise.withResolvers<void>();
  let begun = 0;
  const watched: Sessions = {
    begin: async (of) => {
      begun += 1;
      if (begun === 2) {
        held?.release();
        begunAnew.resolve();
      }
      return await sessions.begin(of);
    },
    giveBack: (session) => sessions.giveBack(session),
  };
  const lock = new AdvisoryLock(server, one, systemClock, { sessions: watched, renews: true });
  const held = await lock.tryAcquire();
  const watcher = await connect(server);
  if (lock.holding === null) throw new Error('it is held');
  await watcher.query('select pg_terminate_backend($1)', [await pidOf(lock.holding)]);
  await watcher.end();
  await begunAnew.promise;
  await lock.close();
  const next = new AdvisoryLock(server, one, systemClock);
  expect(await next.tryAcquire()).not.toBeNull();
  await next.close();
});

test('whatever lock a session was given back with, its next holder has none by it', async () => {
  await using given = await ground();
  const { server, sessions } = given;
  const former = await sessions.begin(server);
  const pid = await pidOf(former);
  await former.client.query('select pg_advisory_lock($1, $2)', [one.first, one.second]);
  await sessions.giveBack(former);
  const next = await sessions.begin(server);
  expect(await pidOf(next)).toBe(pid);
  const lock = new AdvisoryLock(server, one, systemClock);
  expect(await lock.tryAcquire()).not.toBeNull();
  await lock.close();
  await sessions.giveBack(next);
});

test('what its former holder still had in hand asks nothing more by a session that was given back', async () => {
  await using given = await ground();
  const { server, sessions } = given;
  const former = await sessions.begin(server);
  const inHand = await former.pool.connect();
  await sessions.giveBack(former);
  await expect(inHand.query('select 1', [])).rejects.toMatchObject({ code: 'STATE_LOCK_LOST' });
});

test('a session by which something of the server failed is nobody’s any more, and one that is ten minutes old', async () => {
  let passedMs = 0;
  await using given = await ground({ ...systemClock, monotonic: () => passedMs });
  const { server, sessions } = given;
  const failed = await sessions.begin(server);
  const pids = [await pidOf(failed)];
  const inHand = await failed.pool.connect();
  await inHand.query('set default_transaction_read_only = on', []);
  await expect(inHand.query('create table pg_catalog.none ()', [])).rejects.toMatchObject({
    code: 'STATE_SERVER_READ_ONLY',
  });
  inHand.release();
  await sessions.giveBack(failed);
  const old = await sessions.begin(server);
  pids.push(await pidOf(old));
  expect(pids[1]).not.toBe(pids[0]);
  passedMs = 600_000;
  await sessions.giveBack(old);
  const next = await sessions.begin(server);
  expect(pids).not.toContain(await pidOf(next));
  await sessions.giveBack(next);
});

test('a ready session that leads elsewhere since is ended by the first proof that fails, which blames no pooler', async () => {
  await using given = await ground();
  const { server, sessions } = given;
  // A lock is one database's alone, as it is one server's: to another one it leads as to a former primary.
  const elsewhere = { ...server, database: 'elsewhere_since' };
  const admin = await connect(server);
  await admin.query(`create database ${elsewhere.database}`);
  const others = poolOf(server, { most: 1 });
  try {
    await sessions.giveBack(await sessions.begin(elsewhere));
    const proof = async (of: typeof server) => {
      const lock = new AdvisoryLock(of, one, systemClock, { sessions });
      await lock.acquire();
      try {
        await lock.prove(others);
      } finally {
        await lock.close();
      }
    };
    await expect(proof(server)).rejects.toMatchObject({ code: 'STATE_LOCK_LOST', retryable: true });
    await proof(server);
    await expect(proof(elsewhere)).rejects.toMatchObject({ code: 'STATE_SERVER_POOLER' });
  } finally {
    await others.end();
    await sessions.close();
    await admin.query(`drop database ${elsewhere.database} with (force)`);
    await admin.end();
  }
});

test('a ready session that is silent as it is taken is given up, and a new one begun', async () => {
  await using given = await ground();
  const { server } = given;
  await using line = await SilentLine.to(server.port);
  const sessions = new ReadySessions(systemClock, { answerMs: 200 });
  const through = { ...server, port: line.port };
  const former = await sessions.begin(through);
  const pid = await pidOf(former);
  await sessions.giveBack(former);
  line.fallSilent();
  const next = await sessions.begin(through);
  expect(await pidOf(next)).not.toBe(pid);
  await next.end();
  await sessions.close();
});
