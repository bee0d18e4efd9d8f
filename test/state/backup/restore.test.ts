import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { backupState } from '../../../src/state/backup/backup.ts';
import { StateFolder } from '../folder.ts';
import { backedUp, foreignBackup, restore } from './backed-up.ts';

describe('a restored state', () => {
  test('is the backup, due for a comparison of everything', async () => {
    const { folder, from } = await backedUp();
    await using _ = folder;
    expect(await restore(folder, from)).toMatchObject({ newKey: false, keptTokens: false });
    await folder.close();
    const state = await folder.open();
    expect(await state.meta.get('contactsSeen')).toBe(1);
    expect(await state.meta.get('deepDue')).toBe('state-restored');
  });

  test('rests for what it rested for just now, and for nothing of the backup’s day; nor is anything wished or told', async () => {
    const folder = new StateFolder();
    await using _ = folder;
    const state = await folder.open();
    const pause = { since: 1, code: null, actor: 'cli' } as const;
    await state.pauses.set({ ...pause, reason: 'user' });
    await state.passRequests.add({ kind: 'deep', allowed: 500, actor: 'dashboard', askedAt: 1 });
    await state.alerts.set({ kind: 'stale', since: 1, code: null, told: ['email'] });
    const from = join(folder.path, 'backup.db');
    await backupState(folder, from, systemClock);
    await state.pauses.clear('user');
    const guard = { ...pause, reason: 'guard', code: 'MASS_CHANGE', actor: 'service' } as const;
    await state.pauses.set(guard);
    await state.passRequests.fulfil(await state.passRequests.all());
    const service = await state.serviceLock.acquire({ command: 'run', wait: false });
    await restore(folder, from);
    expect(await state.pauses.all()).toEqual([guard]);
    expect(await state.passRequests.wanted()).toBeNull();
    expect(await state.alerts.all()).toEqual([]);
    expect(await state.serviceLock.current()).toMatchObject({ command: 'run', pid: process.pid });
    service.release();
  });

  test('is seen at once by processes that had it open, and they go on with it', async () => {
    const { folder, state, from } = await backedUp();
    await using _ = folder;
    const other = await folder.open();
    await restore(folder, from);
    for (const open of [state, other]) expect(await open.meta.get('contactsSeen')).toBe(1);
    await other.meta.set('contactsSeen', 3);
    expect(await state.meta.get('contactsSeen')).toBe(3);
    const held = await other.passLock.acquire({ command: 'sync', wait: false });
    held.release();
  });

  test('leaves a copy of the state before, from which that one comes back', async () => {
    const { folder, from } = await backedUp();
    await using _ = folder;
    const { safetyCopy } = await restore(folder, from);
    expect(safetyCopy).toMatch(/state\.db\.before-restore-\d{8}T\d{6}Z$/);
    expect(statSync(`${safetyCopy}.key`).mode & 0o777).toBe(0o600);
    await restore(folder, safetyCopy ?? '');
    await folder.close();
    expect(await (await folder.open()).meta.get('contactsSeen')).toBe(2);
  });

  test('leaves nothing else behind', async () => {
    const { folder, from } = await backedUp();
    await using _ = folder;
    await folder.close();
    const before = readdirSync(folder.path);
    const { safetyCopy } = await restore(folder, from);
    const kept = [safetyCopy, `${safetyCopy}.key`].map((file) => join('', file ?? ''));
    const added = readdirSync(folder.path).filter(
      (name) => !before.includes(name) && !name.endsWith('lock'),
    );
    expect(added.map((name) => join(folder.path, name)).toSorted()).toEqual(kept.toSorted());
  });

  test('of an older version is brought to the present shape', async () => {
    const { folder, from } = await backedUp();
    await using _ = folder;
    const database = new DatabaseSync(from);
    database.exec(`delete from kysely_migration where name <> '0001-initial'`);
    for (const { name } of database
      .prepare(
        `select name from sqlite_master where name in
          ('forgotten', 'tagged_contacts', 'pauses', 'wishes', 'actions', 'alerts', 'activity',
           'guarded_changes', 'waiting_changes')`,
      )
      .all()) {
      database.exec(`drop table ${name}`);
    }
    database.exec('alter table lock_holder drop column token');
    database.exec('alter table runs drop column times');
    database.exec('alter table runs drop column reason');
    database.exec('alter table links drop column run_id');
    database.exec('alter table visit_deals drop column fingerprint');
    database.close();
    await restore(folder, from);
    await folder.close();
    const state = await folder.open();
    expect(await state.forgotten.due()).toEqual([]);
    expect(await state.meta.get('contactsSeen')).toBe(1);
  });

  test('takes the place of nothing on a new machine', async () => {
    const { folder, from } = await foreignBackup();
    await using _ = folder;
    await using fresh = new StateFolder();
    expect(await restore(fresh, from)).toMatchObject({ safetyCopy: null, newKey: true });
    expect(await (await fresh.open()).meta.get('contactsSeen')).toBe(7);
    expect(statSync(fresh.keyFile).mode & 0o777).toBe(0o600);
  });

  test.for([
    ['is damaged', (folder: StateFolder) => writeFileSync(folder.file, 'garbage'.repeat(2_000))],
    ['is empty', (folder: StateFolder) => writeFileSync(folder.file, '')],
    ['has lost its key', (folder: StateFolder) => rmSync(folder.keyFile)],
    ['has a wrong key', (folder: StateFolder) => writeFileSync(folder.keyFile, 'wrong\n')],
  ] as const)('takes the place of one that %s', async ([, spoil]) => {
    const { folder, from } = await backedUp();
    await using _ = folder;
    await folder.close();
    spoil(folder);
    const present = readFileSync(folder.file);
    const { safetyCopy } = await restore(folder, from);
    expect(existsSync(safetyCopy ?? '')).toBe(true);
    if (present.subarray(0, 6).toString() !== 'SQLite') {
      expect(readFileSync(safetyCopy ?? '')).toEqual(present);
    }
    expect(await (await folder.open()).meta.get('contactsSeen')).toBe(1);
  });
});

describe('a damaged state', () => {
  /** Its first page and `meta` can be read, and a page behind them cannot. */
  const spoilLinks = (folder: StateFolder) => {
    const database = new DatabaseSync(folder.file);
    database.exec('pragma wal_checkpoint(truncate)');
    const root = database.prepare("select rootpage from sqlite_master where name = 'links'").get();
    const size = database.prepare('pragma page_size').get();
    database.close();
    const bytes = readFileSync(folder.file);
    const page = Number(size?.['page_size']);
    bytes.fill(0x5a, (Number(root?.['rootpage']) - 1) * page, Number(root?.['rootpage']) * page);
    writeFileSync(folder.file, bytes);
  };

  test('takes in no backup of another account, as far as it tells whose it is', async () => {
    const { folder, state, from } = await backedUp();
    await using _ = folder;
    await state.meta.set('accountId', 32);
    const own = join(folder.path, 'own.db');
    await backupState(folder, own, systemClock);
    await folder.close();
    spoilLinks(folder);
    await expect(restore(folder, from)).rejects.toMatchObject({ code: 'BACKUP_OTHER_ACCOUNT' });
    expect(await restore(folder, own)).toMatchObject({ newKey: false });
  });

  test('that left for another place is not used again by a restore', async () => {
    const { folder, state, from } = await backedUp();
    await using _ = folder;
    const mark = { is: 'left', move: 'm', place: 'there', at: 1, isFinished: true } as const;
    await state.meta.set('moved', mark);
    await folder.close();
    spoilLinks(folder);
    await expect(restore(folder, from)).rejects.toMatchObject({ code: 'STATE_MOVED' });
  });

  test('that tells nothing takes in no backup with another key, until a person moves its key away', async () => {
    const { folder: other, from } = await foreignBackup();
    await using _ = other;
    await using folder = new StateFolder();
    await folder.open();
    await folder.close();
    writeFileSync(folder.file, 'garbage'.repeat(2_000));
    const before = readFileSync(folder.keyFile, 'utf8');
    await expect(restore(folder, from)).rejects.toMatchObject({
      code: 'BACKUP_KEY_DIFFERS',
      message: expect.stringContaining(folder.keyFile),
    });
    expect(readFileSync(folder.file, 'utf8')).toContain('garbage');
    expect(readFileSync(folder.keyFile, 'utf8')).toBe(before);
    rmSync(folder.keyFile);
    expect(await restore(folder, from)).toMatchObject({ newKey: true });
  });
});
