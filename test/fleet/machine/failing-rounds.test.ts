import { expect, test, vi } from 'vitest';
import { startCli } from '../../cli/cli-harness.ts';
import { FleetGround, type Written } from '../fleet-ground.ts';

const patience = { timeout: 40_000, interval: 200 };

test('a machine whose rounds fail says so once and is not ready, however well its signs of life go', async () => {
  await using ground = await FleetGround.make();
  const clinic: Written = { name: 'Ромашка', schema: 'romashka', sandbox: await ground.account() };
  await ground.patients('romashka.db', 1);
  ground.write([clinic]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', clinic.name);
  const rename = (from: string, to: string) =>
    ground.sql(`alter table ident_amocrm_jobs.job rename column ${from} to ${to}`);
  const machine = startCli(['fleet', 'run'], {
    cwd: ground.folder,
    env: { ...ground.env, FLEET_PLACES: '2', LOG_FORMAT: 'json' },
  });
  const said = (words: string) => machine.stderr().split(words).length - 1;
  const ready = async () =>
    (await fetch(`http://127.0.0.1:${ground.env['HTTP_PORT']}/readyz`).catch(() => null))?.status;
  try {
    await vi.waitUntil(async () => (await ready()) === 200, patience);
    // The signs of life of a pass under way would fail, too, and say so.
    const isIdle =
      'select 1 from ident_amocrm.fleet_due where job is null and begun_at is not null';
    await vi.waitUntil(async () => (await ground.sql(isIdle)).length > 0, patience);
    await rename('singleton_key', 'elsewhere');
    await ground.sql('update ident_amocrm.fleet_due set due_at = now()');
    await vi.waitUntil(async () => (await ready()) === 503, patience);
    expect(said('the server of the fleet cannot be worked with')).toBe(1);
    expect(said('the server of the fleet is back')).toBe(0);
    await rename('elsewhere', 'singleton_key');
    await vi.waitUntil(async () => (await ready()) === 200, patience);
    expect(said('the server of the fleet is back')).toBe(1);
  } finally {
    machine.signals.emit('SIGTERM');
  }
  expect(await machine.done).toMatchObject({ code: 0 });
});
