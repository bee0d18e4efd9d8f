import { existsSync, rmSync } from 'node:fs';
import { hostname as hostName } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startCli } from '../../cli/cli-harness.ts';
import { FleetGround, type Written } from '../fleet-ground.ts';

let ground: FleetGround;
const written = new Map<string, Written>();
const clinic = (schema: string): Written => {
  const found = written.get(schema);
  if (found === undefined) throw new Error(`there is no ${schema}`);
  return found;
};

beforeAll(async () => {
  ground = await FleetGround.make();
  // Two addresses of one account: settings alone do not tell.
  const accounts = { one: 31_000_001, again: 31_000_001, moved: 31_000_003, wrong: 31_000_004 };
  for (const [schema, id] of Object.entries(accounts)) {
    written.set(schema, { name: `Клиника ${schema}`, schema, sandbox: await ground.account(id) });
  }
  // Of the others nothing is read.
  for (const [at, schema] of ['one', 'again'].entries()) {
    await ground.patients(`${schema}.db`, 2, at + 1);
  }
  ground.write([...written.values()]);
  await ground.run('fleet', 'migrate');
  for (const { name } of written.values()) await ground.run('fleet', 'add', name, '--start');
});
afterAll(() => ground[Symbol.asyncDispose]());

interface Row {
  readonly name: string;
  readonly outcome: string | null;
  readonly version: number;
}

const rows = async () =>
  new Map(
    (
      await ground.sql<Row & { readonly schema: string }>(
        `select s.schema, c.name, d.outcome, c.version from ident_amocrm.fleet_due d
          join ident_amocrm.fleet_clinics c using (number) join ident_amocrm.clinics s using (number)`,
      )
    ).map((row) => [row.schema, row]),
  );

test('what is wrong with one clinic stops that one alone: another one’s account, settings that differ between machines, a key that is not there, a mistake; and a server that lets go of everybody stops none', async () => {
  // This machine's file names another database and has a mistake; a second machine still has the former one.
  ground.write([
    ...[clinic('one'), clinic('again'), { ...clinic('moved'), database: 'elsewhere.db' }],
    { ...clinic('wrong'), more: `\n    TIMEZONE: $\{NOT_SET}` },
  ]);
  // Nor did anybody bring the key of one of them.
  const key = join(ground.folder, 'data', 'moved.key');
  rmSync(key);
  await ground.sql(`insert into ident_amocrm.fleet_machines (machine, host, pid, version, places, seen_at)
    values ('second', 'second', 1, '0', 2, now() + interval '1 hour');
    insert into ident_amocrm.fleet_shown (machine, number, digest)
      select 'second', number, digest from ident_amocrm.fleet_clinics`);
  const machine = startCli(['fleet', 'run'], {
    cwd: ground.folder,
    env: { ...ground.env, FLEET_PLACES: '4', LOG_FORMAT: 'json' },
  });
  const waitFor = (isSo: () => Promise<boolean>) =>
    vi.waitUntil(isSo, { timeout: 60_000, interval: 100 });
  try {
    await waitFor(async () => {
      const now = await rows();
      const outcomes = [now.get('one')?.outcome, now.get('again')?.outcome];
      return outcomes.includes('FLEET_TAKEN') && outcomes.includes('ok');
    });
    const taken = (await rows()).get('one')?.outcome === 'ok' ? 'again' : 'one';
    const other = taken === 'one' ? 'again' : 'one';
    expect(clinic(other).sandbox.crm.count()).toBe(2);
    // Nothing was read or written there but whose account it is.
    expect(clinic(taken).sandbox.crm.count()).toBe(0);
    const [run] = await ground.sql<{ texts: string }>(
      `select reason::text as texts from ${taken}.runs where error_code = 'FLEET_TAKEN' limit 1`,
    );
    // What its own people read names no other clinic.
    expect(run?.texts).toContain(`«${clinic(taken).name}»`);
    expect(run?.texts).not.toContain(`«${clinic(other).name}»`);

    const status = (...more: readonly string[]) =>
      ground.run('status', '--clinic', clinic(taken).name, ...more);
    expect((await status('--json')).json).toMatchObject({
      incidents: [{ code: 'taken', cause: 'FLEET_TAKEN', severity: 'critical' }],
    });
    for (const [language, why] of [
      ['ru', 'её аккаунт или базу занимает другая клиника парка'],
      ['en', 'its account or its database is another clinic’s of the fleet'],
    ] as const)
      expect((await status('--lang', language)).stdout).toContain(why);

    const { json } = await ground.run('fleet', 'status', '--json');
    expect(json).toMatchObject({
      clinics: expect.arrayContaining([
        expect.objectContaining({
          name: clinic('moved').name,
          faults: { [`${hostName()}:${process.pid}`]: 'FLEET_DIFFERS' },
        }),
        expect.objectContaining({
          name: clinic('wrong').name,
          faults: { [`${hostName()}:${process.pid}`]: 'CONFIG_INVALID' },
        }),
      ]),
    });
    expect((await ground.run('fleet', 'status', '--lang', 'ru')).stdout).toContain(
      `${clinic('moved').name}: машина ${hostName()}:${process.pid} её не ведёт: в её файле`,
    );
    expect(
      (await ground.run('status', '--clinic', clinic(other).name, '--json')).json,
    ).toMatchObject({
      service: { isOfFleet: true, running: { command: 'fleet run', pid: process.pid } },
    });
    expect(
      (await ground.run('doctor', '--clinic', clinic(other).name, '--json')).json,
    ).toMatchObject({
      checks: expect.arrayContaining([
        expect.objectContaining({ check: 'sessions', verdict: 'ok' }),
      ]),
    });

    expect((await ground.run('run', '--clinic', clinic(other).name, '--json')).json).toMatchObject({
      error: { code: 'FLEET_HAS_CLINIC' },
    });

    // Whoever is taken out is free for others when nobody writes any more: its pass under way is stopped first.
    const slow = clinic(other).sandbox;
    slow.faults.add({ fault: { kind: 'slow', ms: 3_000 }, times: null });
    await waitFor(async () => {
      await ground.sql(`update ident_amocrm.fleet_due set due_at = now() where job is null`);
      return slow.faults.list().some(({ played }) => played > 0);
    });
    expect(await ground.run('fleet', 'remove', clinic(other).name)).toMatchObject({ code: 0 });
    const [freed] = await ground.sql<{
      got: boolean;
    }>(`select pg_try_advisory_lock(1768186881, number)
      as got from ident_amocrm.clinics where schema = '${other}'`);
    expect(freed?.got).toBe(true);

    // The server lets go of everybody, as when it is restarted: the machine goes on by itself.
    await ground.sql(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`);

    // The second machine is gone: what the others say holds from now on, and no machine makes another key.
    await ground.sql(`delete from ident_amocrm.fleet_machines where machine = 'second'`);
    await waitFor(async () => (await rows()).get('moved')?.version === 2);
    await waitFor(async () => {
      const [shown] = await ground.sql<{ fault: string | null }>(
        `select s.fault from ident_amocrm.fleet_shown s join ident_amocrm.fleet_clinics c using (number)
          where c.name = '${clinic('moved').name}'`,
      );
      return shown?.fault === 'STATE_KEY_MISSING';
    });
    expect(existsSync(key)).toBe(false);
    expect((await rows()).get('wrong')?.outcome).toBeNull();
  } finally {
    machine.signals.emit('SIGTERM');
  }
  expect(await machine.done).toMatchObject({ code: 0 });
  expect(await ground.sql('select machine from ident_amocrm.fleet_machines')).toEqual([]);
}, 120_000);
