import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { restoreState } from '../../../src/state/backup/restore.ts';
import { StateFolder } from '../folder.ts';
import { backedUp, foreignBackup, restore } from './backed-up.ts';

describe('a restore is refused, and nothing changed,', () => {
  async function expectRefused(
    folder: StateFolder,
    from: string,
    expected: { readonly code: string; readonly exit: number },
    key?: string,
  ): Promise<void> {
    const files = () =>
      readdirSync(folder.path)
        .filter((name) => !/lock$|-shm$|-wal$/.test(name))
        .map((name) => [name, readFileSync(join(folder.path, name), 'hex')]);
    await folder.close();
    const before = files();
    await expect(restore(folder, from, key)).rejects.toMatchObject(expected);
    expect(files()).toEqual(before);
  }
  const usage = (code: string) => ({ code, exit: 2 });

  test.for([
    ['when there is no backup', 'BACKUP_ABSENT', (from: string) => rmSync(from)],
    [
      'of a damaged backup',
      'BACKUP_DAMAGED',
      (from: string) => {
        const bytes = readFileSync(from);
        bytes.fill(0xa5, 4 * 4096, 8 * 4096);
        writeFileSync(from, bytes);
      },
    ],
    [
      'of a backup that was cut off',
      'BACKUP_DAMAGED',
      (from: string) => writeFileSync(from, readFileSync(from).subarray(0, 20_000)),
    ],
    [
      'of what is no database',
      'BACKUP_DAMAGED',
      (from: string) => writeFileSync(from, 'the accounts of 2019'.repeat(300)),
    ],
    [
      'of another program’s database',
      'BACKUP_NOT_A_STATE',
      (from: string) => {
        rmSync(from);
        const database = new DatabaseSync(from);
        database.exec('create table books (title text)');
        database.close();
      },
    ],
    ['of an empty file', 'BACKUP_NOT_A_STATE', (from: string) => writeFileSync(from, '')],
    [
      'of a newer version’s state',
      'STATE_NEWER',
      (from: string) => {
        const database = new DatabaseSync(from);
        database.exec(`insert into kysely_migration values ('9999-tomorrow', '2030')`);
        database.close();
      },
    ],
    [
      'with a key that does not fit',
      'STATE_KEY_WRONG',
      (from: string) => writeFileSync(`${from}.key`, 'another\n'),
    ],
  ] as const)('%s', async ([, code, spoil]) => {
    const { folder, from } = await backedUp();
    await using _ = folder;
    spoil(from);
    await expectRefused(folder, from, usage(code));
  });

  test('without any key', async () => {
    const { folder: other, from } = await foreignBackup();
    await using _ = other;
    rmSync(`${from}.key`);
    await using fresh = new StateFolder();
    await expectRefused(fresh, from, usage('BACKUP_KEY_MISSING'));
    await fresh.open();
    await expectRefused(fresh, from, usage('STATE_KEY_WRONG'));
  });

  test('when STATE_KEY gives another key', async () => {
    const { folder: other, from } = await foreignBackup();
    await using _ = other;
    await using folder = new StateFolder();
    await folder.open({ key: 'the administrator’s' });
    await expectRefused(folder, from, usage('BACKUP_KEY_DIFFERS'), 'the administrator’s');
  });

  test('for another account of amoCRM', async () => {
    const { folder: other, from } = await foreignBackup(async (folder) => {
      await (await folder.open()).meta.set('accountId', 77);
    });
    await using _ = other;
    const { folder } = await backedUp();
    await using __ = folder;
    await expectRefused(folder, from, usage('BACKUP_OTHER_ACCOUNT'));
  });

  test('over a file that is another program’s', async () => {
    const { folder, from } = await backedUp();
    await using _ = folder;
    await folder.close();
    rmSync(folder.file);
    const database = new DatabaseSync(folder.file);
    database.exec('create table books (title text)');
    database.close();
    await expectRefused(folder, from, usage('STATE_UNREADABLE'));
  });

  test('while another process works on the account and we are not to wait', async () => {
    const { folder, state, from } = await backedUp();
    await using _ = folder;
    const held = await state.passLock.acquire({ command: 'sync', wait: false });
    await expect(restore(folder, from)).rejects.toMatchObject({
      code: 'STATE_LOCKED',
      exit: 11,
      message: expect.stringContaining(`sync, pid ${process.pid}`),
    });
    held.release();
    expect(await state.meta.get('contactsSeen')).toBe(2);
  });
});

describe('processes side by side', () => {
  test('a restore waits for the pass, and says for whom', async () => {
    const { folder, state, from } = await backedUp();
    await using _ = folder;
    const held = await state.passLock.acquire({ command: 'sync', wait: false });
    const holders: unknown[] = [];
    const restoring = restoreState(
      folder,
      from,
      {
        wait: true,
        onWait: (holder) => {
          holders.push(holder);
          held.release();
        },
      },
      systemClock,
    );
    await restoring;
    expect(holders).toMatchObject([{ command: 'sync', pid: process.pid }]);
    expect(await state.meta.get('contactsSeen')).toBe(1);
  });

  test('whoever waited while the key changed is told to begin anew, instead of hashing with the old one', async () => {
    const { folder: other, from } = await foreignBackup();
    await using _ = other;
    await using folder = new StateFolder();
    const state = await folder.open();
    await restore(folder, from);
    const lock = state.passLock.acquire({ command: 'sync', wait: true });
    await expect(lock).rejects.toMatchObject({ code: 'STATE_REPLACED', retryable: true });
    const again = await folder.open();
    const held = await again.passLock.acquire({ command: 'sync', wait: false });
    held.release();
  });

  test('a restore that died between state and key is finished by the next start', async () => {
    const { folder: other, state: theirs, from } = await foreignBackup();
    await using _ = other;
    await using folder = new StateFolder();
    const own = (await folder.open()).key;
    await restore(folder, from);
    await folder.close();
    writeFileSync(`${folder.keyFile}.next`, readFileSync(folder.keyFile), { mode: 0o600 });
    writeFileSync(folder.keyFile, `${own}\n`);
    expect((await folder.open()).key).toBe(theirs.key);
    expect(readFileSync(folder.keyFile, 'utf8').trim()).toBe(theirs.key);
    expect(existsSync(`${folder.keyFile}.next`)).toBe(false);
  });

  test('a restore that died before the state was written leaves the old key in use', async () => {
    await using folder = new StateFolder();
    const { key } = await folder.open();
    await folder.close();
    writeFileSync(`${folder.keyFile}.next`, 'of a state that never came\n', { mode: 0o600 });
    expect((await folder.open()).key).toBe(key);
  });
});
