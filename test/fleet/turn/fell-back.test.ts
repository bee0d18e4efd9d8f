import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Clock, systemClock } from '../../../src/clock.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { FleetGround } from '../fleet-ground.ts';
import { oneTurn } from './one-turn.ts';

const patients = 3;

let ground: FleetGround;
let account: Sandbox;

beforeAll(async () => {
  ground = await FleetGround.make();
  await ground.patients('one.db', patients);
  account = await ground.account();
  ground.write([{ name: 'one', schema: 'one', sandbox: account }]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', 'one', '--start');
  expect((await oneTurn(ground, 'one')).next.outcome).toBe('ok');
});
afterAll(() => ground[Symbol.asyncDispose]());

/** Waits of some seconds and more are short, and which of two is the longer stays so. */
const clock: Clock = {
  now: systemClock.now,
  monotonic: systemClock.monotonic,
  sleep: (ms, signal) => systemClock.sleep(ms < 5_000 ? ms : ms / 20, signal),
};

async function holder() {
  const [row] = await ground.sql<{ readonly command: string }>(
    `select command from one.lock_holder where name = 'pass'`,
  );
  return row;
}

test('a clinic whose state fell back waits for what may be on its way, for longer than a lock is waited for, and is then compared with everything', async () => {
  await ground.sql(`update one.lineage set timeline = '000000FE';
    update one.lock_holder set command = 'state restore'`);
  const watched: Clock = {
    ...clock,
    sleep: async (ms, signal) => {
      // Who waits is told of by its own name, and not by that of whoever had the lock before.
      if (ms > 60_000) await vi.waitUntil(async () => (await holder())?.command === 'run');
      await clock.sleep(ms, signal);
    },
  };
  const { next } = await oneTurn(ground, 'one', { clock: watched });
  expect(next.outcome).toBe('ok');
  const [last] = await ground.sql<{ readonly mode: string }>(
    'select mode from one.runs order by id desc limit 1',
  );
  expect(last?.mode).toBe('deep');
  expect(account.crm.count()).toBe(patients);
});
