import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { MachineClinics } from '../../../src/fleet/machine/machine-clinics.ts';
import { FleetTables } from '../../../src/fleet/tables/fleet-tables.ts';
import { poolOf } from '../../../src/state/postgres/connections.ts';
import { startCli } from '../../cli/cli-harness.ts';
import { FleetGround, type Written } from '../fleet-ground.ts';

const patience = { timeout: 40_000, interval: 100 };

let ground: FleetGround;
let first: Written;
let second: Written;

beforeAll(async () => {
  ground = await FleetGround.make();
  first = { name: 'Первая', schema: 'first', sandbox: await ground.account(31_000_001) };
  second = { name: 'Вторая', schema: 'second', sandbox: await ground.account(31_000_002) };
  await ground.patients('first.db', 1, 1);
  await ground.patients('second.db', 1, 2);
  // So that the tokens of both stand in the machine's environment.
  ground.write([first, second]);
  ground.write([first]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', first.name);
});
afterAll(() => ground[Symbol.asyncDispose]());

const shown = async () =>
  (
    await ground.sql<{ name: string }>(
      `select c.name from ident_amocrm.fleet_shown s join ident_amocrm.fleet_clinics c using (number)
        where s.fault is null order by c.number`,
    )
  ).map(({ name }) => name);

test('a machine that works reads its file anew: a clinic that comes is taken, one that goes is left, and another server waits for a restart, which it says', async () => {
  const machine = startCli(['fleet', 'run'], {
    cwd: ground.folder,
    env: { ...ground.env, FLEET_PLACES: '2', LOG_FORMAT: 'json' },
  });
  try {
    await vi.waitUntil(async () => (await shown()).join() === first.name, patience);
    ground.write([first, second]);
    const file = join(ground.folder, 'clinics.yaml');
    expect((await ground.run('fleet', 'add', second.name)).code).toBe(0);
    await vi.waitUntil(async () => (await shown()).length === 2, patience);

    ground.write([first]);
    await vi.waitUntil(async () => (await shown()).join() === first.name, patience);
    expect(machine.stderr()).toMatch(/"clinic":"Вторая","fault":"NOT_IN_FILE"/);

    writeFileSync(file, readFileSync(file, 'utf8').replace(ground.url, `${ground.url}_elsewhere`));
    await vi.waitUntil(() => /STATE_URL names another server now: restart/.test(machine.stderr()), {
      ...patience,
    });
    // It goes on where it was.
    const due = async () =>
      (
        await ground.sql<{ at: Date | null }>(
          'select max(begun_at) as at from ident_amocrm.fleet_due',
        )
      )[0]?.at;
    const before = await due();
    await ground.sql(`update ident_amocrm.fleet_due set due_at = now() where job is null`);
    await vi.waitUntil(async () => ((await due()) ?? 0) > (before ?? 0), patience);
    expect(await shown()).toEqual([first.name]);
  } finally {
    machine.signals.emit('SIGTERM');
  }
  expect(await machine.done).toMatchObject({ code: 0 });
}, 120_000);

test('a machine whose pages read by an address of their own takes what changes in its file, also where another clinic comes first in it', async () => {
  ground.write([first]);
  const machine = startCli(['fleet', 'run'], {
    cwd: ground.folder,
    env: { ...ground.env, STATE_READ_URL: ground.url, FLEET_PLACES: '2', LOG_FORMAT: 'json' },
  });
  try {
    await vi.waitUntil(async () => (await shown()).join() === first.name, patience);
    ground.write([second, first]);
    expect((await ground.run('fleet', 'add', second.name)).code).toBe(0);
    await vi.waitUntil(async () => (await shown()).length === 2, patience);
    expect(machine.stderr()).not.toContain('restart this machine');
  } finally {
    machine.signals.emit('SIGTERM');
  }
  expect(await machine.done).toMatchObject({ code: 0 });
}, 120_000);

test('what a machine shows is shown again within twenty looks, whoever has forgotten it', async () => {
  const pool = poolOf({ ...ground.server, schema: 'ident_amocrm' }, { most: 1 });
  try {
    const tables = new FleetTables(pool);
    const number = (await tables.clinics.find(first.name))?.number ?? 0;
    const machine = 'one';
    await tables.machines.beat({
      ...{ machine, host: 'one', pid: 1, version: '0', places: 2, running: 0, lost: 0, missed: 0 },
    });
    const clinics = new MachineClinics({
      ...{ tables, machine, clock: systemClock, log: pino({ level: 'silent' }) },
      server: { ...ground.server, schema: 'ident_amocrm' },
      readFile: async () => [{ name: first.name, fault: 'CONFIG_INVALID' }],
    });
    const rows = () =>
      ground.sql(`select number, fault from ident_amocrm.fleet_shown where machine = '${machine}'`);
    await clinics.look();
    expect(await rows()).toEqual([{ number, fault: 'CONFIG_INVALID' }]);
    await ground.sql('delete from ident_amocrm.fleet_shown');
    for (let looks = 0; looks < 20 && (await rows()).length === 0; looks += 1) await clinics.look();
    expect(await rows()).toEqual([{ number, fault: 'CONFIG_INVALID' }]);
  } finally {
    await pool.end();
  }
});
