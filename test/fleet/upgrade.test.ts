import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { getRollbackPlans } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { migrateQueue } from '../../src/fleet/queue/migrate-queue.ts';
import { FleetTables } from '../../src/fleet/tables/fleet-tables.ts';
import { poolOf } from '../../src/state/postgres/connections.ts';
import { tablesIn } from '../../src/state/postgres/dialect.ts';
import { lockKey } from '../../src/state/postgres/locks/lock-keys.ts';
import { registered } from '../../src/state/postgres/schema-on-server.ts';
import { bringToShape } from '../../src/state/shape/bring-to-shape.ts';
import { migrations } from '../../src/state/shape/migrations.ts';
import { type CliStart, startCli } from '../cli/cli-harness.ts';
import { FleetGround, type Written } from './fleet-ground.ts';

const jobs = 'ident_amocrm_jobs';
const patience = { timeout: 50_000, interval: 50 };

let ground: FleetGround;
let one: Written;
let other: Written;

beforeAll(async () => {
  ground = await FleetGround.make();
  one = { name: 'Ромашка', schema: 'romashka', sandbox: await ground.account(31_000_001) };
  other = { name: 'Василёк', schema: 'vasilek', sandbox: await ground.account(31_000_002) };
  await ground.patients('romashka.db', 3, 1);
  await ground.patients('vasilek.db', 2, 2);
  ground.write([one, other]);
  await ground.run('fleet', 'migrate');
  for (const { name } of [one, other]) await ground.run('fleet', 'add', name, '--start');
});
afterAll(() => ground[Symbol.asyncDispose]());

const startMachine = () =>
  startCli(['fleet', 'run'], {
    cwd: ground.folder,
    env: { ...ground.env, FLEET_PLACES: '4', LOG_FORMAT: 'json' },
  });

interface DueRow {
  readonly schema: string;
  readonly outcome: string | null;
  readonly failures: number;
  readonly ended: number | null;
  readonly job: string | null;
}

const dueOf = async ({ schema }: Written) => {
  const [row] = await ground.sql<DueRow>(
    `select c.schema, d.outcome, d.failures, d.job, extract(epoch from d.ended_at)::float8 as ended
      from ident_amocrm.fleet_due d join ident_amocrm.clinics c using (number)
      where c.schema = '${schema}'`,
  );
  if (row === undefined) throw new Error(`${schema} is of the fleet`);
  return row;
};

/** A further pass of it has ended well since. */
async function goesOn(clinic: Written): Promise<void> {
  const before = (await dueOf(clinic)).ended ?? 0;
  await ground.sql(`update ident_amocrm.fleet_due set due_at = now() where job is null`);
  await vi.waitUntil(async () => {
    const { ended, outcome } = await dueOf(clinic);
    return outcome === 'ok' && (ended ?? 0) > before;
  }, patience);
}

const queueVersion = async () =>
  (await ground.sql<{ version: number }>(`select version from ${jobs}.version`))[0]?.version ?? 0;

/** The server ends the session of whoever migrates. */
async function endMigrating(): Promise<void> {
  const { first, second } = lockKey('migrate', 0);
  const ended = await ground.sql(`select pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and granted and classid = ${first} and objid = ${second}
      and database = (select oid from pg_database where datname = current_database())`);
  expect(ended).toHaveLength(1);
}

/** The queue's tables become what the library's former versions made. */
async function rollQueueBack(): Promise<number> {
  const current = await queueVersion();
  for (const version of [current, current - 1]) await ground.sql(getRollbackPlans(jobs, version));
  expect(await queueVersion()).toBe(current - 2);
  return current;
}

const stopped = async () =>
  (await ground.sql('select 1 from ident_amocrm.fleet_machines where stopped')).length;

const holdStill = (seconds: number) =>
  ground.sql(
    `insert into ident_amocrm.fleet_stop (one, until) values (1, now() + interval '${seconds} seconds')
      on conflict (one) do update set until = excluded.until`,
  );

describe("a change of the queue's own tables", () => {
  test('is a short stop: a machine parks what it has under way, has no hand in it, and goes on within a minute where it was', async () => {
    // Its first load hangs in a request.
    one.sandbox.faults.add({
      match: { method: 'GET', path: '/api/v4/contacts' },
      ...{ fault: { kind: 'hang', when: 'before' }, times: null },
    });
    const machine = startMachine();
    try {
      await goesOn(other);
      await vi.waitUntil(
        () => one.sandbox.faults.list().some(({ played }) => played > 0),
        patience,
      );
      expect((await dueOf(one)).job).not.toBeNull();
      // Stopped first, as by a migration that was broken off: this machine would not work with older tables.
      await holdStill(60);
      await vi.waitUntil(async () => (await stopped()) === 1, patience);
      expect(await dueOf(one)).toMatchObject({ job: null, outcome: null, failures: 0 });
      const current = await rollQueueBack();

      const since = performance.now();
      const migrated = await ground.run('fleet', 'migrate');
      expect(migrated.code).toBe(0);
      expect(migrated.stderr).toContain('The fleet stops for a moment');
      expect(await queueVersion()).toBe(current);
      expect(
        await ground.sql(`select status from ${jobs}.bam where status <> 'completed'`),
      ).toEqual([]);
      expect(await ground.sql('select 1 from ident_amocrm.fleet_stop')).toEqual([]);
      one.sandbox.faults.clear();
      await goesOn(one);
      await goesOn(other);
      expect(performance.now() - since).toBeLessThan(60_000);
      expect(one.sandbox.crm.count()).toBe(3);
      expect(machine.stderr()).toContain('the fleet goes on');

      // Whoever ordered a stop may be gone: it ends by itself.
      await holdStill(3);
      await vi.waitUntil(
        async () =>
          (await ground.sql(`select 1 from ident_amocrm.fleet_machines where stopped`)).length ===
          1,
        patience,
      );
      await goesOn(one);
    } finally {
      one.sandbox.faults.clear();
      machine.signals.emit('SIGTERM');
    }
    expect(await machine.done).toMatchObject({ code: 0 });
  }, 120_000);

  test('is made by one process at a time: another one says that somebody is at it, and its end does not end the stop of the first', async () => {
    await ground.sql(`insert into ident_amocrm.fleet_machines (machine, host, pid, version, places, seen_at)
      values ('slow', 'slow', 77, '0', 2, now() + interval '1 hour')`);
    const current = await rollQueueBack();
    const migration = () =>
      startCli(['fleet', 'migrate', '--lang', 'en'], { cwd: ground.folder, env: ground.env });
    const [one, other] = [migration(), migration()];
    const waits = () =>
      [one, other].filter(({ stderr }) => stderr().includes('Another fleet migrate')).length;
    const stops = () => [one, other].filter(({ stderr }) => stderr().includes('for a moment'));
    await vi.waitUntil(() => waits() === 1 && stops().length === 1, patience);
    expect(await queueVersion()).toBe(current - 2);
    expect(await ground.sql('select 1 from ident_amocrm.fleet_stop')).toHaveLength(1);
    await ground.sql(`delete from ident_amocrm.fleet_machines where machine = 'slow'`);
    expect((await Promise.all([one.done, other.done])).map(({ code }) => code)).toEqual([0, 0]);
    expect(stops()).toHaveLength(1);
    expect(await queueVersion()).toBe(current);
  }, 120_000);

  test('is left alone by a migration whose lock was lost with its session, and so is the stop of whoever is at it by then', async () => {
    await ground.sql(`insert into ident_amocrm.fleet_machines (machine, host, pid, version, places, seen_at)
      values ('slow', 'slow', 77, '0', 2, now() + interval '1 hour')`);
    const current = await rollQueueBack();
    const migration = () =>
      startCli(['fleet', 'migrate', '--lang', 'en'], { cwd: ground.folder, env: ground.env });
    const first = migration();
    await vi.waitUntil(() => first.stderr().includes('for a moment'), patience);
    const second = migration();
    await vi.waitUntil(() => second.stderr().includes('Another fleet migrate'), patience);
    await endMigrating();
    const { code, stderr } = await first.done;
    expect({ code, stderr }).toEqual({
      code: 11,
      stderr: expect.stringContaining('held our lock'),
    });
    await vi.waitUntil(() => second.stderr().includes('for a moment'), patience);
    expect(await ground.sql('select 1 from ident_amocrm.fleet_stop')).toHaveLength(1);
    expect(await queueVersion()).toBe(current - 2);
    await ground.sql(`delete from ident_amocrm.fleet_machines where machine = 'slow'`);
    expect(await second.done).toMatchObject({ code: 0 });
    expect(await queueVersion()).toBe(current);
  }, 120_000);

  test('is not made while a machine does not stop, which is named, and the others go on', async () => {
    await ground.sql(`insert into ident_amocrm.fleet_machines (machine, host, pid, version, places, seen_at)
      values ('deaf', 'deaf', 77, '0', 2, now() + interval '1 hour')`);
    const current = await rollQueueBack();
    const pool = poolOf({ ...ground.server, schema: 'ident_amocrm' }, { most: 2 });
    let aheadMs = 0;
    const said: boolean[] = [];
    try {
      await expect(
        migrateQueue({
          ...{ pool, tables: new FleetTables(pool), signal: new AbortController().signal },
          onStop: (stopped) => said.push(stopped),
          proveAlone: async () => undefined,
          // Nobody waits 40 s for a machine that is not there.
          clock: {
            ...systemClock,
            monotonic: () => systemClock.monotonic() + aheadMs,
            sleep: async (ms) => {
              aheadMs += ms;
            },
          },
        }),
      ).rejects.toMatchObject({
        code: 'FLEET_NOT_STOPPED',
        message: expect.stringContaining('deaf:77'),
      });
      expect(said).toEqual([true, false]);
      expect(await queueVersion()).toBe(current - 2);
      expect(await ground.sql('select 1 from ident_amocrm.fleet_stop')).toEqual([]);
    } finally {
      await pool.end();
      await ground.sql(`delete from ident_amocrm.fleet_machines where machine = 'deaf'`);
    }
    expect((await ground.run('fleet', 'migrate')).code).toBe(0);
    expect(await queueVersion()).toBe(current);
  });
});

describe('machines of two builds', () => {
  const laterStep = (schema: string, name: string) =>
    ground.sql(
      `insert into ${schema}.kysely_migration (name, timestamp) values ('${name}', 'later')`,
    );
  const forget = (schema: string, name: string) =>
    ground.sql(`delete from ${schema}.kysely_migration where name = '${name}'`);
  const shownFault = async ({ name }: Written) => {
    const [row] = await ground.sql<{ fault: string | null }>(
      `select fault from ident_amocrm.fleet_shown s join ident_amocrm.fleet_clinics c using (number)
        where c.name = '${name}'`,
    );
    return row?.fault ?? null;
  };

  test('work beside each other where the newer one has only added; where it has changed something, the older one leaves that clinic to others, and where the fleet’s own tables changed it ends and says why', async () => {
    const steps = await ground.sql('select 1 from ident_amocrm.fleet_steps');
    // What a later build leaves that adds to the fleet's tables and to a clinic's.
    await ground.sql(`alter table ident_amocrm.fleet_due add column later text not null default '';
      insert into ident_amocrm.fleet_steps (step, oldest) values (${steps.length + 1}, ${steps.length})`);
    await ground.sql(`alter table romashka.links add column later text not null default ''`);
    await laterStep('romashka', '9998-later+');
    const machine = startMachine();
    try {
      await goesOn(one);
      await goesOn(other);
      expect((await ground.run('fleet', 'status', '--json')).code).toBe(0);
      expect((await ground.run('fleet', 'migrate', '--json')).json).toMatchObject({
        ...{ steps: 0, migrated: 2 },
      });

      await laterStep('romashka', '9999-changed');
      await ground.sql(`update ident_amocrm.fleet_due set due_at = now() where job is null`);
      await vi.waitUntil(async () => (await shownFault(one)) === 'STATE_NEWER', patience);
      // No failure of the clinic's: whoever may make its passes begins at once.
      expect(await dueOf(one)).toMatchObject({ failures: 0 });
      await goesOn(other);

      await ground.sql(`insert into ident_amocrm.fleet_steps (step, oldest)
        values (${steps.length + 2}, ${steps.length + 1})`);
      expect(await machine.done).toMatchObject({
        // A manager of services starts it again, with whatever program is there by then.
        code: 5,
        stderr: expect.stringContaining('FLEET_NEWER'),
      });
      expect(await ground.sql('select 1 from ident_amocrm.fleet_machines')).toEqual([]);
      for (const command of ['run', 'migrate', 'status'] as const) {
        expect((await ground.run('fleet', command, '--json')).json).toMatchObject({
          error: { code: 'FLEET_NEWER' },
        });
      }
    } finally {
      machine.signals.emit('SIGTERM');
      await machine.done;
      await ground.sql(`delete from ident_amocrm.fleet_steps where step > ${steps.length}`);
      for (const name of ['9998-later+', '9999-changed']) await forget('romashka', name);
    }
  }, 120_000);

  test('a machine of the newer one makes no passes of a clinic whose tables are older, and migrates none by the way', async () => {
    const last = Object.keys(migrations).at(-1) ?? '';
    await forget('romashka', last);
    const machine = startMachine();
    try {
      await ground.sql(`update ident_amocrm.fleet_due set due_at = now() where job is null`);
      await vi.waitUntil(async () => (await shownFault(one)) === 'STATE_OLDER', patience);
      await goesOn(other);
      expect(
        await ground.sql(`select 1 from romashka.kysely_migration where name = '${last}'`),
      ).toEqual([]);
    } finally {
      machine.signals.emit('SIGTERM');
      await machine.done;
      await laterStep('romashka', last);
    }
  });
});

describe('a migration of all clinics', () => {
  const shapes = Object.keys(migrations);
  const former = shapes.at(-3) ?? '';
  const stepsOf = async (schema: string) =>
    (await ground.sql(`select 1 from ${schema}.kysely_migration`)).length;

  /** Clinics of a former version. */
  async function older(schemas: readonly string[]): Promise<void> {
    for (const schema of schemas) {
      const server = { ...ground.server, schema };
      const number = await registered(server);
      const pool = poolOf(server, { most: 1 });
      try {
        await ground.sql(`create schema ${schema}`);
        await bringToShape(tablesIn(schema, pool), { schema, upTo: former });
      } finally {
        await pool.end();
      }
      await ground.sql(`insert into ident_amocrm.fleet_clinics (number, name, folded, digest, ready)
        values (${number}, '${schema}', '${schema}', 'd', true)`);
    }
  }

  const leave = (schemas: readonly string[]) =>
    ground.sql(
      `delete from ident_amocrm.fleet_clinics where name in (${schemas.map((name) => `'${name}'`)})`,
    );

  test('that is killed half-way is gone on with by the next one, from where it broke off', async () => {
    const three = ['gone_on_1', 'gone_on_2', 'gone_on_3'];
    await older(three);
    {
      await using _somebody = await ground.locked('gone_on_2.kysely_migration');
      const bin = join(import.meta.dirname, '..', '..', 'bin', 'ident-amocrm.js');
      const child = spawn(process.execPath, [bin, 'fleet', 'migrate'], {
        cwd: ground.folder,
        env: { PATH: process.env['PATH'], LANG: 'en_US.UTF-8', ...ground.env },
        stdio: 'ignore',
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      await vi.waitUntil(
        async () =>
          (
            await ground.sql(`select 1 from pg_stat_activity
              where query like '%gone_on_2%' and wait_event_type = 'Lock'`)
          ).length > 0,
        patience,
      );
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    expect(await Promise.all(three.map(stepsOf))).toEqual([
      ...[shapes.length, shapes.length - 2, shapes.length - 2],
    ]);
    expect((await ground.run('fleet', 'migrate', '--json')).json).toMatchObject({
      ...{ migrated: 5, errors: [] },
    });
    expect(await Promise.all(three.map(stepsOf))).toEqual(three.map(() => shapes.length));
    await leave(three);
  });

  test('changes no further clinic once its lock was lost with its session', async () => {
    const three = ['lost_1', 'lost_2', 'lost_3'];
    await older(three);
    let migration: CliStart;
    {
      await using _somebody = await ground.locked('lost_2.kysely_migration');
      migration = startCli(['fleet', 'migrate'], { cwd: ground.folder, env: ground.env });
      await vi.waitUntil(() => migration.stderr().includes('lost_2'), patience);
      await endMigrating();
    }
    const { code, stderr } = await migration.done;
    expect({ code, stderr }).toEqual({
      code: 11,
      stderr: expect.stringContaining('held our lock'),
    });
    expect(await Promise.all(three.map(stepsOf))).toEqual([
      ...[shapes.length, shapes.length, shapes.length - 2],
    ]);
    expect((await ground.run('fleet', 'migrate')).code).toBe(0);
    await leave(three);
  });
});
