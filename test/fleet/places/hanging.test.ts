import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test, vi } from 'vitest';
import { FleetError, fleetErrors } from '../../../src/fleet/errors.ts';
import { FleetGround, type Written } from '../fleet-ground.ts';
import { MachineProcess } from '../machine-process.ts';
import { oneTurn } from '../turn/one-turn.ts';

/** A pass that nobody answers takes two and a half minutes: nobody waits for its end here. */
const patience = { timeout: 60_000, interval: 200 };

interface Row {
  readonly name: string;
  readonly class: string;
  readonly failures: number;
  readonly is_running: boolean;
  readonly ended: number | null;
}

test('clinics that fall silent together give their places back to those that are well, before any pass of theirs has failed', async () => {
  await using ground = await FleetGround.make();
  const clinics: Written[] = [];
  for (const [at, name] of ['Ромашка', 'Лён', 'Мак', 'Ива'].entries()) {
    const schema = `clinic_${at}`;
    clinics.push({ name, schema, sandbox: await ground.account(31_000_001 + at) });
    await ground.patients(`${schema}.db`, 1, at + 1);
  }
  ground.write(clinics);
  await ground.run('fleet', 'migrate');
  for (const { name } of clinics) await ground.run('fleet', 'add', name, '--start');
  const rows = async () =>
    new Map(
      (
        await ground.sql<Row>(
          `select c.name, d.class, d.failures, d.job is not null as is_running,
              extract(epoch from d.ended_at)::float8 as ended
            from ident_amocrm.fleet_due d join ident_amocrm.fleet_clinics c using (number)`,
        )
      ).map((row) => [row.name, row]),
    );
  const machine = new MachineProcess(ground, 2);
  const [well, ...others] = clinics;
  const dead = others.map(({ name }) => name);
  await vi.waitUntil(async () => {
    const now = await rows();
    return clinics.every(({ name }) => now.get(name)?.ended && now.get(name)?.class === 'quick');
  }, patience);
  for (const { sandbox } of others) {
    sandbox.faults.add({ fault: { kind: 'hang', when: 'before' }, times: null });
  }
  await vi.waitUntil(async () => {
    const now = await rows();
    return dead.filter((name) => now.get(name)?.is_running).length === 2;
  }, patience);
  const before = (await rows()).get(well?.name ?? '')?.ended ?? 0;
  // Again and again, not once between two of them.
  await vi.waitUntil(
    async () => ((await rows()).get(well?.name ?? '')?.ended ?? 0) > before + 15,
    patience,
  );
  expect(machine.said).toContain('it gives its place to other clinics');
  const now = await rows();
  expect(dead.map((name) => now.get(name)?.failures)).toEqual([0, 0, 0]);
  expect(dead.some((name) => now.get(name)?.class === 'troubled')).toBe(true);
  // Nor does it wait for what hangs when it is stopped.
  machine.send('SIGTERM');
  expect(await machine.ended).toBe(0);
}, 150_000);

test('a pass whose database takes connections and says nothing gives its place back at once', async () => {
  await using ground = await FleetGround.make();
  const database = createServer().listen(0, '127.0.0.1');
  await once(database, 'listening');
  // A TCP server's address is never a string.
  const { port } = database.address() as AddressInfo;
  const place = new AbortController();
  database.on('connection', (socket) => {
    socket.on('error', () => undefined);
    place.abort(new FleetError(fleetErrors.silent));
  });
  const more = `
    DB_CLIENT: mssql
    DB_HOST: 127.0.0.1
    DB_PORT: ${port}
    DB_NAME: IDENT
    DB_USER: ident
    DB_PASSWORD: $\{DB_PASSWORD}`;
  ground.env['DB_PASSWORD'] = 'secret';
  ground.write([{ name: 'one', schema: 'one', sandbox: await ground.account(), more }]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', 'one', '--start');
  const since = performance.now();
  const { next } = await oneTurn(ground, 'one', { signal: place.signal });
  expect(next).toMatchObject({ failures: 0, dueInMs: 0, outcome: null });
  // A login is waited for half a minute.
  expect(performance.now() - since).toBeLessThan(15_000);
  database.close();
});
