import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FleetTables } from '../../src/fleet/tables/fleet-tables.ts';
import { poolOf } from '../../src/state/postgres/connections.ts';
import { FleetGround, type Written } from './fleet-ground.ts';

let ground: FleetGround;
let romashka: Written;
let vasilek: Written;

beforeAll(async () => {
  ground = await FleetGround.make();
  const [one, other] = [await ground.account(31_000_001), await ground.account(31_000_002)];
  romashka = { name: 'Ромашка', schema: 'romashka', sandbox: one };
  vasilek = { name: 'Василёк', schema: 'vasilek', sandbox: other };
  await ground.patients('romashka.db', 4, 1);
  await ground.patients('vasilek.db', 3, 2);
  ground.write([romashka, vasilek]);
});
afterAll(() => ground[Symbol.asyncDispose]());

const keys = () => readdirSync(join(ground.folder, 'data')).filter((name) => name.endsWith('.key'));

test('nothing of a fleet works before its tables are made, and the error names the command', async () => {
  for (const command of ['status', 'run'] as const) {
    expect(await ground.run('fleet', command, '--json')).toMatchObject({
      json: {
        error: { code: 'FLEET_NOT_MIGRATED', hint: expect.stringContaining('fleet migrate') },
      },
    });
  }
});

test('the tables are made once, and made again they are the same', async () => {
  expect((await ground.run('fleet', 'migrate', '--json')).json).toMatchObject({
    steps: expect.any(Number),
  });
  expect((await ground.run('fleet', 'migrate', '--json')).json).toMatchObject({
    ...{ steps: 0, errors: [] },
  });
});

test('the queue is used narrowly: each number of it is the one that was chosen', async () => {
  const [queue] = await ground.sql(
    `select policy, retry_limit, heartbeat_seconds, expire_seconds, deletion_seconds
      from ident_amocrm_jobs.queue where name = 'passes'`,
  );
  expect(queue).toEqual({
    ...{ policy: 'exclusive', retry_limit: 0, heartbeat_seconds: 10 },
    ...{ expire_seconds: 86_400, deletion_seconds: 3_600 },
  });
});

describe('a clinic that is added', () => {
  test('gets its tables and its key once, and another time the same ones', async () => {
    expect((await ground.run('fleet', 'add', 'ромашка', '--json')).json).toMatchObject({
      ...{ clinic: 'Ромашка', done: 'added', schema: 'romashka' },
    });
    const made = keys();
    expect(made).toEqual(['romashka.key']);
    expect((await ground.run('fleet', 'add', 'Ромашка', '--json')).json).toMatchObject({
      done: 'same',
    });
    expect(keys()).toEqual(made);
    expect((await ground.run('fleet', 'migrate', '--json')).json).toMatchObject({ migrated: 1 });
  });

  test.each([
    ['account', { database: 'vasilek.db' }],
    ['database', { database: 'romashka.db' }],
    ['schema', { schema: 'romashka' }],
  ])(
    'is refused by name where it has the %s of another one, and nothing is made of it',
    async (what, over) => {
      // A file of its own: two clinics of one file are refused by its reading.
      const twin = { ...vasilek, name: 'Двойник', schema: 'twin', ...over };
      const sandbox = what === 'account' ? romashka.sandbox : vasilek.sandbox;
      ground.write([{ ...twin, sandbox }], 'twin.yaml');
      const refused = await ground.runOf('twin.yaml', 'fleet', 'add', 'Двойник', '--lang', 'ru');
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('«Ромашка»') });
      expect(refused.stderr).toContain('«Двойник»');
      expect(keys()).toEqual(['romashka.key']);
      expect(await ground.sql(`select 1 from pg_namespace where nspname = 'twin'`)).toEqual([]);
      ground.write([romashka, vasilek]);
    },
  );

  test('has no first load before a person asks for it', async () => {
    await ground.run('fleet', 'add', 'Василёк');
    const { stdout } = await ground.run('fleet', 'status', '--lang', 'ru');
    expect(stdout).toContain('Ни одна машина не работает');
    expect(stdout).toMatch(/✗ Василёк +некому вести +– +(сейчас|пора уже \d+ (с|мин))/);
    expect(vasilek.sandbox.crm.count()).toBe(0);
  });
});

test('a clinic whose file names another schema is refused: that would be another state, and another key', async () => {
  ground.write([{ ...romashka, schema: 'elsewhere', database: 'romashka.db' }], 'moved.yaml');
  expect(
    (await ground.runOf('moved.yaml', 'fleet', 'add', 'Ромашка', '--json')).json,
  ).toMatchObject({
    error: { code: 'FLEET_SCHEMA_MOVED', message: expect.stringContaining('romashka') },
  });
  expect(await ground.sql(`select 1 from pg_namespace where nspname = 'elsewhere'`)).toEqual([]);
  expect(keys()).not.toContain('elsewhere.key');
});

test('long passes that are due hide no two-minute one, and neither do those under way', async () => {
  await ground.sql(`with made as (
      insert into ident_amocrm.clinics (schema) select 'many_' || n from generate_series(1, 30) n returning number),
    added as (insert into ident_amocrm.fleet_clinics (number, name, folded, digest, ready)
      select number, 'm' || number, 'm' || number, 'd', true from made returning number)
    insert into ident_amocrm.fleet_due (number, due_at, class, job)
      select number, now() - interval '1 hour' + number * interval '1 second',
        case when number % 3 = 0 then 'quick' else 'long' end,
        case when number % 3 < 2 then gen_random_uuid() end from added`);
  const pool = poolOf({ ...ground.server, schema: 'ident_amocrm' }, { most: 1 });
  try {
    const tables = new FleetTables(pool);
    const rows = await ground.sql<{ number: number; class: string; job: string | null }>(
      `select d.number, d.class, d.job from ident_amocrm.fleet_due d
        join ident_amocrm.fleet_clinics c using (number) where c.name like 'm%' order by due_at`,
    );
    const due = await tables.due.of(
      rows.map(({ number }) => number),
      2,
    );
    const kindOf = new Map(rows.map((row) => [row.number, `${row.class} ${row.job === null}`]));
    const seen = Map.groupBy(due, ({ number }) => kindOf.get(number));
    // Two of each: quick ones and long ones under way, and long ones that wait.
    expect([...seen].map(([kind, some]) => [kind, some.length]).toSorted()).toEqual([
      ['long false', 2],
      ['long true', 2],
      ['quick false', 2],
    ]);
  } finally {
    await pool.end();
    await ground.sql(`delete from ident_amocrm.fleet_clinics where name like 'm%'`);
  }
});

test('a clinic that is taken out leaves its state where it is', async () => {
  expect((await ground.run('fleet', 'remove', 'Василёк', '--json')).json).toEqual({
    removed: 'Василёк',
  });
  expect((await ground.run('fleet', 'remove', 'Василёк')).code).toBe(2);
  expect(await ground.sql('select count(*) from vasilek.meta')).toHaveLength(1);
});

test('a state that is gone from the server is not made anew, neither by a migration nor by a machine', async () => {
  await ground.sql('drop schema romashka cascade');
  expect((await ground.run('fleet', 'migrate', '--json')).json).toMatchObject({
    ...{ migrated: 0, errors: [{ clinic: 'Ромашка', code: 'FLEET_STATE_GONE' }] },
  });
  expect(await ground.sql(`select 1 from pg_namespace where nspname = 'romashka'`)).toEqual([]);
  const pool = poolOf({ ...ground.server, schema: 'ident_amocrm' }, { most: 1 });
  try {
    const { clinics, due } = new FleetTables(pool);
    const number = (await clinics.find('Ромашка'))?.number ?? 0;
    await due.dueNow(number);
    expect(await due.begin(number, randomUUID(), 'machine')).toMatchObject({ hasState: false });
  } finally {
    await pool.end();
  }
});
