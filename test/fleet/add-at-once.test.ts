import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli, temporaryFolder } from '../cli/cli-harness.ts';
import { FleetGround, type Written } from './fleet-ground.ts';

let ground: FleetGround;
/** Of another machine, with the same file and no keys yet. */
const elsewhere = temporaryFolder();
const clinics: Written[] = [];

beforeAll(async () => {
  ground = await FleetGround.make();
  for (let at = 0; at < 6; at += 1) {
    const schema = `clinic_${at}`;
    const database = join(ground.folder, `${schema}.db`);
    const sandbox = await ground.account(31_000_001 + at);
    clinics.push({ name: `Клиника ${at}`, schema, sandbox, database });
  }
  write(clinics);
  await ground.run('fleet', 'migrate');
});
afterAll(() => ground[Symbol.asyncDispose]());

function write(some: readonly Written[], file = 'clinics.yaml'): void {
  ground.write(some, file);
  copyFileSync(join(ground.folder, file), join(elsewhere, file));
}

const addIn = (cwd: string, name: string, file = 'clinics.yaml') =>
  cli(['fleet', 'add', name, '--json'], { cwd, env: { ...ground.env, CONFIG_FILE: file } });

const keysIn = (folder: string): readonly string[] => {
  const data = join(folder, 'data');
  return existsSync(data) ? readdirSync(data).filter((name) => name.endsWith('.key')) : [];
};

/** Of the fleet by schema, and how many tables stand there. */
const made = async (...schemas: readonly string[]) =>
  await ground.sql<{ schema: string; ready: boolean; tables: number }>(
    `select c.schema, f.ready, (select count(*)::integer from pg_class t where t.relkind = 'r'
        and t.relnamespace = to_regnamespace(c.schema)) as tables
      from ident_amocrm.clinics c left join ident_amocrm.fleet_clinics f using (number)
      where c.schema in (${schemas.map((schema) => `'${schema}'`).join()}) order by c.schema`,
  );

describe('clinics that are added at the same moment', () => {
  test('from several terminals of one machine are one clinic with one key and one set of tables', async () => {
    const ends = await Promise.all([1, 2, 3].map(() => addIn(ground.folder, 'Клиника 0')));
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
    const done = ends.map(({ json }) => (json as { readonly done: string }).done);
    expect(done.filter((one) => one === 'added')).toHaveLength(1);
    expect(new Set(done)).toEqual(new Set(['added', 'same']));
    expect(keysIn(ground.folder)).toEqual(['clinic_0.key']);
    expect(await made('clinic_0')).toMatchObject([{ ready: true }]);
    expect((await ground.run('fleet', 'migrate', '--json')).json).toMatchObject({
      ...{ migrated: 1, errors: [] },
    });
  });

  test('from two machines have the key of one of them; the other one makes none and says which key is missing', async () => {
    const ends = await Promise.all([
      addIn(ground.folder, 'Клиника 1'),
      addIn(elsewhere, 'Клиника 1'),
    ]);
    const [key] = [ground.folder, elsewhere].flatMap((folder) =>
      keysIn(folder)
        .filter((name) => name === 'clinic_1.key')
        .map((name) => join(folder, 'data', name)),
    );
    expect(ends.map(({ code }) => code).toSorted()).toEqual([0, expect.any(Number)]);
    expect(ends.find(({ code }) => code !== 0)?.json).toMatchObject({
      error: { code: 'STATE_KEY_MISSING' },
    });
    const holder = key?.startsWith(ground.folder) ? ground.folder : elsewhere;
    const other = holder === elsewhere ? ground.folder : elsewhere;
    expect(keysIn(other)).not.toContain('clinic_1.key');
    expect(await made('clinic_1')).toMatchObject([{ ready: true }]);
    // Brought there, as the document says, it fits.
    mkdirSync(join(other, 'data'), { recursive: true });
    copyFileSync(key ?? '', join(other, 'data', 'clinic_1.key'));
    expect((await addIn(other, 'Клиника 1')).json).toMatchObject({ done: 'same' });
  });

  test('are each whole, whoever adds which of them', async () => {
    const ends = await Promise.all(
      [2, 3, 4, 5].map((at) => addIn(at % 2 === 0 ? ground.folder : elsewhere, `Клиника ${at}`)),
    );
    expect(ends.map(({ json }) => json)).toMatchObject([2, 3, 4, 5].map(() => ({ done: 'added' })));
    const numbers = ends.map(({ json }) => (json as { readonly number: number }).number);
    expect(new Set(numbers).size).toBe(4);
    const [first] = await made('clinic_0');
    for (const one of await made('clinic_2', 'clinic_3', 'clinic_4', 'clinic_5')) {
      expect(one).toMatchObject({ ready: true, tables: first?.tables });
    }
  });

  test('from a machine that lacks the key is refused before its file’s word holds: the fleet’s stays as it was', async () => {
    const word = async () =>
      await ground.sql(`select f.digest, f.version, f.ready from ident_amocrm.fleet_clinics f
        join ident_amocrm.clinics c using (number) where c.schema = 'clinic_2'`);
    const before = await word();
    expect(before).toHaveLength(1);
    const database = join(ground.folder, 'another.db');
    write(
      clinics.map((one) => (one.schema === 'clinic_2' ? { ...one, database } : one)),
      'other.yaml',
    );
    expect((await addIn(elsewhere, 'Клиника 2', 'other.yaml')).json).toMatchObject({
      error: { code: 'STATE_KEY_MISSING' },
    });
    expect(await word()).toEqual(before);
    expect((await addIn(ground.folder, 'Клиника 2', 'other.yaml')).json).toMatchObject({
      done: 'changed',
    });
  });

  test('and name one database are one clinic: the other one is refused by name, and nothing is made of it', async () => {
    const database = join(ground.folder, 'shared.db');
    const twins = await Promise.all(
      ['left', 'right'].map(async (schema) => ({
        ...{ name: `Двойник ${schema}`, schema, database, sandbox: await ground.account() },
      })),
    );
    // Two clinics of one file are refused by its reading.
    for (const twin of twins) write([twin], `${twin.schema}.yaml`);
    const ends = await Promise.all(
      twins.map(({ name, schema }) => addIn(ground.folder, name, `${schema}.yaml`)),
    );
    expect(ends.map(({ code }) => code).toSorted()).toEqual([0, 2]);
    const at = ends.findIndex(({ code }) => code === 2);
    const [refused, added] = [twins[at], twins[1 - at]];
    expect(ends[at]?.json).toMatchObject({
      error: { code: 'FLEET_TAKEN', message: expect.stringContaining(added?.name ?? '') },
    });
    expect(keysIn(ground.folder)).toContain(`${added?.schema}.key`);
    expect(keysIn(ground.folder)).not.toContain(`${refused?.schema}.key`);
    expect(
      await ground.sql(`select 1 from pg_namespace where nspname = '${refused?.schema}'`),
    ).toEqual([]);
    expect(await made(added?.schema ?? '')).toMatchObject([{ ready: true }]);
  });
});
