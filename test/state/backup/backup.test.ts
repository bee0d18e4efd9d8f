import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { backupState } from '../../../src/state/backup/backup.ts';
import { verifyBackup } from '../../../src/state/backup/backup-verify.ts';
import { World } from '../../support/world.ts';
import { StateFolder } from '../folder.ts';

const mode = (file: string) => statSync(file).mode & 0o777;

/** A folder with a state in use, and where its backup goes. */
async function inUse() {
  const folder = new StateFolder();
  const state = await folder.open();
  await state.meta.set('accountId', 31);
  return { folder, state, to: join(folder.path, 'copies', 'monday.db') };
}

describe('a backup', () => {
  test('is one whole file with its key beside it, both for their owner alone', async () => {
    const { folder, to } = await inUse();
    await using _ = folder;
    const report = await backupState(folder, to, systemClock);
    expect(report).toMatchObject({ file: to, keyFile: `${to}.key`, links: 0 });
    expect(report.bytes).toBe(statSync(to).size);
    expect(readFileSync(`${to}.key`, 'utf8')).toBe(readFileSync(folder.keyFile, 'utf8'));
    expect([mode(to), mode(`${to}.key`)]).toEqual([0o600, 0o600]);
    expect(readdirSync(join(folder.path, 'copies')).toSorted()).toEqual([
      'monday.db',
      'monday.db.key',
    ]);
  });

  test('holds what was committed and is still in the write-ahead log only', async () => {
    const { folder, to } = await inUse();
    await using _ = folder;
    expect(statSync(`${folder.file}-wal`).size).toBeGreaterThan(0);
    await backupState(folder, to, systemClock);
    const database = new DatabaseSync(to, { readOnly: true });
    const row = database.prepare("select value from meta where name = 'accountId'").get();
    database.close();
    expect(row).toEqual({ value: '31' });
  });

  test('is of one moment while others write: no transaction is in it by half', async () => {
    const { folder, state } = await inUse();
    await using _ = folder;
    let stop = false;
    const writing = (async () => {
      for (let n = 1; !stop; n += 1) {
        await state.transaction(async (tx) => {
          await tx.meta.set('contactsSeen', n);
          await tx.meta.set('databaseIdentity', 'x'.repeat(1 + ((n * 7_919) % 60_000)));
          await tx.meta.set('highestContactId', n);
        });
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (let copy = 1; copy <= 10; copy += 1) {
      const to = join(folder.path, `copy-${copy}.db`);
      await backupState(folder, to, systemClock);
      const database = new DatabaseSync(to, { readOnly: true });
      const rows = database
        .prepare(
          "select distinct value from meta where name in ('contactsSeen', 'highestContactId')",
        )
        .all();
      database.close();
      expect(rows.length).toBeLessThanOrEqual(1);
    }
    stop = true;
    await writing;
  });

  test('may be made under a running pass', async () => {
    await using world = await World.open({ patients: 30, sync: { batchSize: 5 } });
    const source = { file: world.stateFile, keyFile: join(world.folder, 'state.key') };
    const pass = world.sync();
    const during: number[] = [];
    let running = true;
    void pass.finally(() => {
      running = false;
    });
    for (let copy = 1; running; copy += 1) {
      const to = join(world.folder, `copy-${copy}.db`);
      during.push((await backupState(source, to, systemClock)).links);
    }
    expect((await pass).outcome).toBe('ok');
    expect(during.length).toBeGreaterThan(0);
    expect(during.toSorted((a, b) => a - b)).toEqual(during);
    const { links } = await backupState(source, join(world.folder, 'copy.db'), systemClock);
    expect(links).toBe(30);
  });

  test('overwrites nothing', async () => {
    const { folder, to } = await inUse();
    await using _ = folder;
    await backupState(folder, to, systemClock);
    const before = readFileSync(to);
    const refused = { code: 'BACKUP_EXISTS', exit: 2 };
    await expect(backupState(folder, to, systemClock)).rejects.toMatchObject(refused);
    expect(readFileSync(to)).toEqual(before);
    const other = join(folder.path, 'other.db');
    writeFileSync(`${other}.key`, 'the key of another copy\n');
    await expect(backupState(folder, other, systemClock)).rejects.toMatchObject(refused);
    expect(readFileSync(`${other}.key`, 'utf8')).toBe('the key of another copy\n');
    expect(existsSync(other)).toBe(false);
  });

  test('of two by one name is made once', async () => {
    const { folder, to } = await inUse();
    await using _ = folder;
    const both = await Promise.allSettled([
      backupState(folder, to, systemClock),
      backupState(folder, to, systemClock),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
    if (existsSync(to)) {
      const key = readFileSync(`${to}.key`, 'utf8').trim();
      expect(verifyBackup(to, [{ key, from: 'its key' }]).accountId).toBe(31);
    }
  });

  test('of a state whose key is given by STATE_KEY has that key beside it', async () => {
    await using folder = new StateFolder();
    await folder.open({ key: 'a key of the administrator' });
    const to = join(folder.path, 'copy.db');
    await backupState(
      { ...folder, file: folder.file, keyFile: folder.keyFile, key: 'a key of the administrator' },
      to,
      systemClock,
    );
    expect(readFileSync(`${to}.key`, 'utf8').trim()).toBe('a key of the administrator');
  });

  test.for([
    ['of no state', 'STATE_ABSENT', () => {}],
    [
      'of a damaged state',
      'STATE_UNREADABLE',
      (folder: StateFolder) => writeFileSync(folder.file, 'no database'.repeat(500)),
    ],
    [
      'of another program’s database',
      'STATE_UNREADABLE',
      (folder: StateFolder) => {
        const database = new DatabaseSync(folder.file);
        database.exec('create table books (title text)');
        database.close();
      },
    ],
  ] as const)('%s is refused, and leaves nothing behind', async ([, code, prepare]) => {
    await using folder = new StateFolder();
    writeFileSync(folder.keyFile, 'some key\n');
    prepare(folder);
    mkdirSync(join(folder.path, 'copies'));
    const to = join(folder.path, 'copies', 'copy.db');
    await expect(backupState(folder, to, systemClock)).rejects.toMatchObject({ code });
    expect(readdirSync(join(folder.path, 'copies'))).toEqual([]);
  });
});
