import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { checkState } from '../../src/state/check/check-state.ts';
import { World } from '../support/world.ts';
import { StateFolder } from './folder.ts';

/** A state after a first load, closed, and changed by a statement behind its back. */
async function spoilt(...statements: readonly string[]): Promise<World> {
  const world = await World.open({ patients: 4 });
  await world.sync();
  const database = new DatabaseSync(world.stateFile);
  for (const statement of statements) database.exec(statement);
  database.close();
  return world;
}

const sourceOf = (world: World) => ({
  file: world.stateFile,
  keyFile: join(world.folder, 'state.key'),
});

const flaws = (world: World) =>
  checkState(sourceOf(world)).findings.map(({ flaw, count }) => `${flaw} ${count}`);

describe('a check', () => {
  test('of a state in use finds nothing, and says how large it is', async () => {
    await using world = await spoilt();
    const check = checkState(sourceOf(world));
    expect(check).toMatchObject({ ok: true, links: 4, forgotten: 0, findings: [] });
    expect(check.bytes).toBe(statSync(world.stateFile).size);
    expect(check.walBytes).toBe(statSync(`${world.stateFile}-wal`).size);
  });

  test('changes nothing', async () => {
    await using folder = new StateFolder();
    await folder.open();
    await folder.close();
    const names = readdirSync(folder.path);
    const files = () => names.map((name) => readFileSync(join(folder.path, name)));
    const before = files();
    checkState(folder);
    expect(files()).toEqual(before);
    // What SQLite itself opens beside a database to read it, and nothing else.
    const added = readdirSync(folder.path).filter((name) => !names.includes(name));
    expect(added.filter((name) => !/^state\.db-(wal|shm)$/.test(name))).toEqual([]);
  });

  test('may run beside a pass', async () => {
    await using world = await spoilt();
    const pass = world.deep();
    expect(checkState(sourceOf(world)).ok).toBe(true);
    await pass;
  });

  test('of a state that is not there is refused', () => {
    const source = { file: '/nowhere/state.db', keyFile: '/nowhere/state.key' };
    expect(() => checkState(source)).toThrow(expect.objectContaining({ code: 'STATE_ABSENT' }));
  });

  test('tells of creates that are not decided, and since when', async () => {
    await using world = await spoilt(
      `insert into intents (patient_id, run_id, highest_contact_id, created_at, sent) values (901, 1, 7, 5000, '{}')`,
      `insert into intents (patient_id, run_id, highest_contact_id, created_at, sent) values (902, 1, 7, 4000, '{}')`,
    );
    expect(checkState(sourceOf(world))).toMatchObject({
      ok: true,
      findings: [{ flaw: 'undecided', severity: 'note', count: 2, since: 4000 }],
    });
  });

  test('tells of a patient who was to be forgotten and is not yet', async () => {
    await using world = await spoilt('insert into forgotten values (1, 3000, 0)');
    expect(checkState(sourceOf(world))).toMatchObject({
      ok: true,
      forgotten: 1,
      findings: [{ flaw: 'forget-unfinished', count: 1, since: 3000 }],
    });
  });

  test.for([
    [
      'a link of an unknown status',
      `update links set status = 'married' where patient_id = 1`,
      'link-malformed 1',
    ],
    [
      'a hash that is a value',
      `update links set acknowledged = '{"city":"Москва"}' where patient_id < 3`,
      'hash-malformed 2',
    ],
    [
      'hashes that are no JSON',
      `update links set own_form = '{' where patient_id = 2`,
      'hash-malformed 1',
    ],
    [
      'a list without marks of ownership',
      `update links set phones = '[["abcdefghijklmnop"]]' where patient_id = 2`,
      'hash-malformed 1',
    ],
    [
      'a phone that is a value',
      `insert into patient_phones values ('+79001112233', 1)`,
      'phone-malformed 1',
    ],
    [
      'an intent without a time',
      `insert into intents (patient_id, run_id, highest_contact_id, created_at, sent) values (9, 1, 1, 0, '{}')`,
      'intent-malformed 1',
    ],
    ['a table that is gone', 'drop table rejected', 'tables-missing 1'],
    [
      'a step of a newer version',
      `insert into kysely_migration values ('9999-tomorrow', '2030')`,
      'newer 1',
    ],
  ] as const)('finds %s', async ([, statement, expected]) => {
    await using world = await spoilt(statement);
    expect(flaws(world)).toContain(expected);
    expect(checkState(sourceOf(world)).ok).toBe(false);
  });

  test('finds a contact that two patients are linked to', async () => {
    await using world = await spoilt(
      'pragma writable_schema = on',
      'create table copy as select * from links',
      'drop table links',
      'alter table copy rename to links',
      'update links set contact_id = (select max(contact_id) from links) where patient_id < 3',
    );
    expect(flaws(world)).toContain('contact-linked-twice 1');
  });

  test('finds damage inside the file', async () => {
    await using folder = new StateFolder();
    const state = await folder.open();
    await state.meta.set('databaseIdentity', 'x'.repeat(50_000));
    await folder.close();
    const bytes = readFileSync(folder.file);
    bytes.fill(0xa5, 3 * 4096, 6 * 4096);
    writeFileSync(folder.file, bytes);
    const found = checkState(folder);
    expect(found.ok).toBe(false);
    expect(found.findings.map(({ flaw }) => flaw).join()).toMatch(/damaged|unreadable/);
    writeFileSync(folder.file, 'no database at all');
    expect(checkState(folder).findings).toMatchObject([{ flaw: 'unreadable' }]);
  });

  test('finds a key that does not fit, is gone, or may be read by others', async () => {
    await using world = await spoilt();
    const { keyFile } = sourceOf(world);
    const key = readFileSync(keyFile);
    chmodSync(keyFile, 0o644);
    expect(flaws(world)).toEqual(['key-open 1']);
    chmodSync(keyFile, 0o600);
    writeFileSync(keyFile, 'another\n');
    expect(flaws(world)).toEqual(['key-wrong 1']);
    rmSync(keyFile);
    expect(flaws(world)).toEqual(['key-missing 1']);
    writeFileSync(keyFile, key, { mode: 0o600 });
    expect(flaws(world)).toEqual([]);
  });

  test('takes a state of an older version for what it is', async () => {
    await using world = await spoilt(
      `delete from kysely_migration where name <> '0001-initial'`,
      'drop table forgotten',
    );
    const check = checkState(sourceOf(world));
    expect(check.ok).toBe(true);
    expect(check.findings).toMatchObject([{ flaw: 'steps-missing', severity: 'note' }]);
  });

  test('names what a restore that was broken off left behind', async () => {
    await using world = await spoilt();
    const { file, keyFile } = sourceOf(world);
    writeFileSync(`${file}.restoring`, '');
    writeFileSync(`${keyFile}.next`, 'next\n');
    expect(checkState(sourceOf(world))).toMatchObject({
      ok: true,
      findings: [
        { flaw: 'restore-unfinished', subject: `${file}.restoring` },
        { flaw: 'restore-unfinished', subject: `${keyFile}.next` },
      ],
    });
  });
});
