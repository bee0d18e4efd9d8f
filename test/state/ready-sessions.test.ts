import { expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { connect } from '../../src/state/postgres/connections.ts';
import { AdvisoryLock } from '../../src/state/postgres/locks/advisory-lock.ts';
import { lockKey } from '../../src/state/postgres/locks/lock-keys.ts';
import { ReadySessions } from '../../src/state/postgres/locks/ready-sessions.ts';
import type { Session } from '../../src/state/postgres/locks/session.ts';
import { StateFolder } from './folder.ts';

/** Of this file's own: no clinic has these numbers. */
const [one, other] = [lockKey('pass', 9_000_011), lockKey('pass', 9_000_012)];

async function ground() {
  const folder = new StateFolder('PostgreSQL');
  const server = await folder.onServer();
  if (server === null) throw new Error('it lives on a server');
  const sessions = new ReadySessions();
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
