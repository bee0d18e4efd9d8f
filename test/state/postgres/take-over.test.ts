import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { connect } from '../../../src/state/postgres/connections.ts';
import { AdvisoryLock } from '../../../src/state/postgres/locks/advisory-lock.ts';
import { lockKey } from '../../../src/state/postgres/locks/lock-keys.ts';
import { StateFolder } from '../folder.ts';

/** Of this file's own: no clinic has that number. */
const key = lockKey('pass', 9_000_001);

describe('whoever waits for a lock on a server', () => {
  test('waits for a holder that lives, and ends one that was stopped, which finds it lost when it wakes', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const server = await folder.onServer();
    if (server === null) throw new Error('it lives on a server');
    const patience = { beatMs: 100, silentMs: 1_200 };
    const given = [server, key, patience].map((one) => JSON.stringify(one));
    const holder = fork(join(import.meta.dirname, 'advisory-lock.child.ts'), given);
    let times = 0;
    const onTakenOver = async () => {
      times += 1;
    };
    const lock = new AdvisoryLock(server, key, systemClock, { patience, onTakenOver });
    try {
      await once(holder, 'message');
      await systemClock.sleep(1.5 * patience.silentMs);
      expect(await lock.tryAcquire({ takesOver: true })).toBeNull();
      holder.kill('SIGSTOP');
      await systemClock.sleep(1.5 * patience.silentMs);
      expect(await lock.tryAcquire()).toBeNull();
      expect(times).toBe(0);
      const held = await lock.acquire();
      expect(times).toBe(1);
      holder.kill('SIGCONT');
      expect(await answerOf(holder)).toBe('STATE_LOCK_LOST');
      await lock.proveHeld();
      held.release();
    } finally {
      holder.kill('SIGKILL');
      await lock.close();
    }
  });

  test('tells that it has ended a holder also where somebody else is given the lock then', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const server = await folder.onServer();
    if (server === null) throw new Error('it lives on a server');
    let times = 0;
    const onTakenOver = async () => {
      times += 1;
    };
    // Nobody beats; the looks at a lock that does not come free take no five seconds here.
    const patience = { beatMs: 60_000, silentMs: 0 };
    const quick = { ...systemClock, sleep: (ms: number) => systemClock.sleep(ms / 50) };
    await using holds = closing(new AdvisoryLock(server, key, systemClock, { patience }));
    await using waits = closing(new AdvisoryLock(server, key, quick, { patience, onTakenOver }));
    expect(await holds.lock.tryAcquire()).not.toBeNull();
    const queued = await connect(server);
    await using _ = { [Symbol.asyncDispose]: () => queued.end() };
    const granted = queued.query('select pg_advisory_lock($1, $2)', [key.first, key.second]);
    await systemClock.sleep(100);
    expect(await waits.lock.tryAcquire({ takesOver: true })).toBeNull();
    await granted;
    expect(times).toBe(1);
  });

  test('ends no session of another program or another clinic that has the same lock', async () => {
    await using one = new StateFolder('PostgreSQL');
    await using other = new StateFolder('PostgreSQL');
    const [server, another] = [await one.onServer(), await other.onServer()];
    if (server === null || another === null) throw new Error('they live on a server');
    const patience = { beatMs: 60_000, silentMs: 0 };
    await using holds = closing(new AdvisoryLock(another, key, systemClock, { patience }));
    await using waits = closing(new AdvisoryLock(server, key, systemClock, { patience }));
    expect(await holds.lock.tryAcquire()).not.toBeNull();
    expect(await waits.lock.tryAcquire({ takesOver: true })).toBeNull();
    await holds.lock.proveHeld();
  });

  test('gives back, with what it had before, no lock of another session that it begins', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const server = await folder.onServer();
    if (server === null) throw new Error('it lives on a server');
    await using one = closing(new AdvisoryLock(server, key, systemClock));
    await using other = closing(new AdvisoryLock(server, key, systemClock));
    const first = await one.lock.tryAcquire();
    const ended = one.lock.holding?.client;
    await folder.admin(`select pg_terminate_backend(pid, 10000) from pg_stat_activity
      where application_name = 'ident-amocrm ${server.schema}'`);
    if (ended?.connection.stream.destroyed === false) await once(ended, 'end');
    const next = one.lock.tryAcquire();
    first?.release();
    expect(await next).not.toBeNull();
    expect(await one.lock.tryAcquire()).toBeNull();
    expect(await other.lock.tryAcquire()).toBeNull();
    await one.lock.proveHeld();
  });
});

const closing = (lock: AdvisoryLock) => ({ lock, [Symbol.asyncDispose]: () => lock.close() });

async function answerOf(child: ChildProcess): Promise<string> {
  const answer = once(child, 'message');
  child.send('has it?');
  return String((await answer)[0]);
}
