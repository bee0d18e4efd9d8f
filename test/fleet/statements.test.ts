import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { loadEach } from '../../src/config/load-config.ts';
import { clinicTurn } from '../../src/fleet/machine/clinic-turn.ts';
import { fleetClinicParts } from '../../src/fleet/own-clinics.ts';
import type { BegunTurn } from '../../src/fleet/tables/due-times.ts';
import type { Shown } from '../../src/fleet/tables/watch-rows.ts';
import { HealthKeeper } from '../../src/fleet/watch/health-keeper.ts';
import { poolOf } from '../../src/state/postgres/connections.ts';
import { FleetGround } from './fleet-ground.ts';

let ground: FleetGround;

beforeAll(async () => {
  ground = await FleetGround.make();
  await ground.patients('one.db', 20);
  ground.write([{ name: 'one', schema: 'one', sandbox: await ground.account() }]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', 'one', '--start');
});
afterAll(() => ground[Symbol.asyncDispose]());

const log = pino({ level: 'silent' });

/** A turn of the clinic in which a pass is due, and what it asked the server, one statement after the other. */
async function turn() {
  const statements: string[] = [];
  const { query } = pg.Client.prototype;
  const asked = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...given: unknown[]
  ) {
    if (typeof given[0] === 'string') statements.push(given[0]);
    return Reflect.apply(query, this, given);
    // One of many signatures is all that the type knows.
  } as never);
  const pool = poolOf({ ...ground.server, schema: 'ident_amocrm' }, { most: 4 });
  const shown: Shown[] = [];
  const begun: BegunTurn = {
    ...{ failures: 0, history: null, serverMs: Date.now(), hasState: true, lateMs: 0 },
    isTakenOver: false,
  };
  const { env, folder: cwd } = ground;
  const config = loadEach({ env, cwd, needs: fleetClinicParts })('one');
  try {
    const { next } = await clinicTurn({
      ...{ config, begun, pool, clock: systemClock, log },
      signal: new AbortController().signal,
      admit: async () => undefined,
      listener: () => undefined,
      health: new HealthKeeper({
        rows: { show: async (_, one) => void shown.push(one), hide: async () => undefined },
        ...{ number: 1, clock: systemClock, log },
      }),
    });
    return { outcome: next.outcome, shown, statements };
  } finally {
    asked.mockRestore();
    await pool.end();
  }
}

test('a two-minute pass that finds nothing to do asks the server 145 things at most, what is shown of the clinic included', async () => {
  expect((await turn()).outcome).toBe('ok');
  // The first one carried everybody over.
  const { outcome, shown, statements } = await vi.waitUntil(
    async () => {
      const taken = await turn();
      return taken.outcome === null ? false : taken;
    },
    { timeout: 30_000, interval: 500 },
  );
  expect(outcome).toBe('ok');
  expect(shown.map(({ facts }) => [facts.lastPass?.mode, facts.links.linked])).toEqual([
    ['incremental', 20],
  ]);
  expect(statements.length).toBeLessThanOrEqual(145);
});
