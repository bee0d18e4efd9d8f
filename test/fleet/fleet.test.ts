import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
  expect((await ground.run('fleet', 'migrate', '--json')).json).toMatchObject({ steps: 1 });
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
    'and has the %s of another one is refused by name, and nothing is made of it',
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
    expect(stdout).toMatch(/✗ Василёк +некому вести/);
    expect(vasilek.sandbox.crm.count()).toBe(0);
  });
});

test('a clinic that is taken out leaves its state where it is', async () => {
  expect((await ground.run('fleet', 'remove', 'Василёк', '--json')).json).toEqual({
    removed: 'Василёк',
  });
  expect((await ground.run('fleet', 'remove', 'Василёк')).code).toBe(2);
  expect(await ground.sql('select count(*) from vasilek.meta')).toHaveLength(1);
});
