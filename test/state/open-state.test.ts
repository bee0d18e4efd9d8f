import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { StateFolder } from './folder.ts';

describe('the key', () => {
  test('is made beside a new state, readable by its owner alone', async () => {
    await using folder = new StateFolder();
    const state = await folder.open();
    expect(statSync(folder.keyFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(folder.keyFile, 'utf8').trim()).toBe(state.key);
    expect(state.key.length).toBeGreaterThan(40);
  });

  test('stays the same from one start to the next', async () => {
    await using folder = new StateFolder();
    const { key } = await folder.open();
    await folder.close();
    expect((await folder.open()).key).toBe(key);
  });

  test('given by STATE_KEY is not written down', async () => {
    await using folder = new StateFolder();
    const state = await folder.open({ key: 'a key of the administrator' });
    expect(state.key).toBe('a key of the administrator');
    expect(existsSync(folder.keyFile)).toBe(false);
  });

  test('that is missing for a state that is there is not made anew', async () => {
    await using folder = new StateFolder();
    await folder.open();
    await folder.close();
    rmSync(folder.keyFile);
    await expect(folder.open()).rejects.toMatchObject({ code: 'STATE_KEY_MISSING', exit: 2 });
    expect(existsSync(folder.keyFile)).toBe(false);
  });

  test('of another state is refused', async () => {
    await using folder = new StateFolder();
    await folder.open();
    await folder.close();
    writeFileSync(folder.keyFile, 'another key of an other state\n');
    await expect(folder.open()).rejects.toMatchObject({ code: 'STATE_KEY_WRONG', exit: 2 });
    await expect(folder.open({ key: 'a third' })).rejects.toMatchObject({
      code: 'STATE_KEY_WRONG',
      message: expect.stringContaining('STATE_KEY'),
    });
  });

  test('whose file a power cut left empty before there was a state is made after all', async () => {
    await using folder = new StateFolder();
    writeFileSync(folder.keyFile, '');
    const { key } = await folder.open();
    expect(readFileSync(folder.keyFile, 'utf8').trim()).toBe(key);
    expect(statSync(folder.keyFile).mode & 0o777).toBe(0o600);
  });
});

describe('a state file', () => {
  test('is made with its folder', async () => {
    await using folder = new StateFolder();
    rmSync(folder.path, { recursive: true });
    await folder.open();
    expect(existsSync(folder.file)).toBe(true);
  });

  test('that is damaged is refused, and left as it is', async () => {
    await using folder = new StateFolder();
    await folder.open();
    await folder.close();
    writeFileSync(folder.file, 'no database at all, but long enough to be read as one'.repeat(40));
    const before = readFileSync(folder.file);
    await expect(folder.open()).rejects.toMatchObject({ code: 'STATE_UNREADABLE', exit: 2 });
    expect(readFileSync(folder.file)).toEqual(before);
  });

  test('that is another program’s database is refused, and left as it is', async () => {
    await using folder = new StateFolder();
    const other = new DatabaseSync(folder.file);
    other.exec('create table Patients (ID_Persons integer)');
    other.close();
    const before = readFileSync(folder.file);
    await expect(folder.open({ key: 'given' })).rejects.toMatchObject({ code: 'STATE_UNREADABLE' });
    expect(readFileSync(folder.file)).toEqual(before);
  });

  test('that a newer version made is refused', async () => {
    await using folder = new StateFolder();
    await folder.open();
    await folder.close();
    const database = new DatabaseSync(folder.file);
    database
      .prepare('insert into kysely_migration (name, timestamp) values (?, ?)')
      .run('9999-of-tomorrow', '2030-01-01T00:00:00.000Z');
    database.close();
    await expect(folder.open()).rejects.toMatchObject({ code: 'STATE_NEWER', exit: 2 });
  });

  test('that cannot be had now is not called damaged', async () => {
    await using folder = new StateFolder();
    mkdirSync(folder.file);
    await expect(folder.open({ key: 'given' })).rejects.toMatchObject({
      code: 'STATE_UNUSABLE',
      retryable: true,
    });
  });

  test.skipIf(process.getuid?.() === 0)('without rights is not called damaged', async () => {
    await using folder = new StateFolder();
    await folder.open();
    await folder.close();
    chmodSync(folder.file, 0o000);
    await expect(folder.open()).rejects.toMatchObject({ code: 'STATE_NOT_WRITABLE' });
    chmodSync(folder.file, 0o600);
  });

  test('keeps what it holds through the steps of its shape', async () => {
    await using folder = new StateFolder();
    await (await folder.open()).meta.set('accountId', 7);
    await folder.close();
    expect(await (await folder.open()).meta.get('accountId')).toBe(7);
  });

  test('commits so that a power cut takes nothing back', async () => {
    await using folder = new StateFolder();
    const { db } = await folder.open();
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
    expect(rows).toMatchObject([{ synchronous: 2 }]);
  });
});
