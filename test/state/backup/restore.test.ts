import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { ContactId } from '../../../src/amocrm/model/model.ts';
import { systemClock } from '../../../src/clock.ts';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { backupState } from '../../../src/state/backup/backup.ts';
import { restoreState } from '../../../src/state/backup/restore.ts';
import { forgetPatient } from '../../../src/sync/command/forget.ts';
import { World } from '../../support/world.ts';
import { StateFolder } from '../folder.ts';

const one = 1 as PatientId;
const pair = (name: string) => ({
  accessToken: `access ${name}`,
  refreshToken: `refresh ${name}`,
  issuedAt: 1,
  expiresAt: 2,
});

const restore = (folder: StateFolder, from: string, key?: string) =>
  restoreState(
    { file: folder.file, keyFile: folder.keyFile, ...(key === undefined ? {} : { key }) },
    from,
    { wait: false },
    systemClock,
  );

/** A state with a backup that is older than it. */
async function backedUp() {
  const folder = new StateFolder();
  const state = await folder.open();
  await state.meta.set('accountId', 31);
  await state.meta.set('contactsSeen', 1);
  const from = join(folder.path, 'backup.db');
  await backupState(folder, from, systemClock);
  await state.meta.set('contactsSeen', 2);
  return { folder, state, from };
}

/** A backup of another installation: with another key. */
async function foreignBackup(prepare: (folder: StateFolder) => Promise<void> = async () => {}) {
  const folder = new StateFolder();
  const state = await folder.open();
  await state.meta.set('contactsSeen', 7);
  await prepare(folder);
  const from = join(folder.path, 'backup.db');
  await backupState(folder, from, systemClock);
  return { folder, state, from };
}

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

describe('what the present state knows better', () => {
  test('is the newer token pair', async () => {
    const { folder, state, from } = await backedUp();
    await using _ = folder;
    await state.tokens.save(pair('old'));
    const older = join(folder.path, 'older.db');
    await backupState(folder, older, systemClock);
    await state.tokens.save(pair('new'));
    expect((await restore(folder, older)).keptTokens).toBe(true);
    expect(await state.tokens.load()).toEqual(pair('new'));
    expect((await restore(folder, from)).keptTokens).toBe(true);
    expect(await state.tokens.load()).toEqual(pair('new'));
  });

  test('a long-lived token that was given since a backup outlives its restore', async () => {
    const { folder, state, from } = await backedUp();
    await using _ = folder;
    const given = {
      token: 'given',
      insteadOf: 'digest',
      baseUrl: 'https://a.amocrm.ru',
      givenAt: 1,
    };
    await state.givenToken.save(given);
    expect((await restore(folder, from)).keptTokens).toBe(true);
    expect(await state.givenToken.load()).toEqual(given);
  });

  test('is not an older token pair', async () => {
    const { folder, state } = await backedUp();
    await using _ = folder;
    const from = join(folder.path, 'newer.db');
    await state.tokens.save(pair('new'));
    await backupState(folder, from, systemClock);
    await state.tokens.save(pair('old'));
    await state.db.updateTable('tokens').set({ saved_at: 5 }).execute();
    expect((await restore(folder, from)).keptTokens).toBe(false);
    expect(await state.tokens.load()).toEqual(pair('new'));
  });

  test('is sealed anew for a backup with another key', async () => {
    const { folder: other, from } = await foreignBackup(async (folder) => {
      const state = await folder.open();
      await state.tokens.save(pair('old'));
    });
    await using _ = other;
    await using folder = new StateFolder();
    const state = await folder.open();
    await state.tokens.save(pair('before'));
    await state.tokens.save(pair('new'));
    expect(await restore(folder, from)).toMatchObject({ newKey: true, keptTokens: true });
    await folder.close();
    const restored = await folder.open();
    expect(restored.key).not.toBe(state.key);
    expect(await restored.tokens.load()).toEqual(pair('new'));
  });

  test('is a create that may yet arrive', async () => {
    const { folder, state, from } = await backedUp();
    await using _ = folder;
    const intent = {
      patientId: one,
      runId: 9,
      highestContactId: 55 as ContactId,
      createdAt: 1_234,
      sent: { items: [['city', 'abcdefghijklmnop']] as const, phones: [], emails: [] },
    };
    await state.intents.declare([intent]);
    await restore(folder, from);
    expect(await state.intents.all()).toEqual([intent]);
  });

  test('is who was forgotten since: their rows do not come back', async () => {
    await using world = await World.open({ patients: 3 });
    await world.sync();
    const source = { file: world.stateFile, keyFile: join(world.folder, 'state.key') };
    const from = join(world.folder, 'backup.db');
    await backupState(source, from, systemClock);
    const ident = await world.ident();
    await forgetPatient(world.setup(ident), 1 as PatientId);
    await ident.close();
    await restoreState(source, from, { wait: true }, systemClock);
    await world.restart();
    expect(await world.state.links.ofPatients([one])).toEqual(new Map());
    expect(await world.sync()).toMatchObject({
      mode: 'deep',
      reason: 'state-restored',
      findings: [],
      counts: { created: 0, forgotten: 1, relinked: 0 },
    });
    expect(world.contactsOf(1)).toEqual([]);
  });
});

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

describe('the pass after a restore', () => {
  test('is a deep one: contacts created since the backup are found, and nobody is doubled', async () => {
    await using world = await World.open({ patients: 12 });
    await world.sync();
    const source = { file: world.stateFile, keyFile: join(world.folder, 'state.key') };
    const from = join(world.folder, 'backup.db');
    await backupState(source, from, systemClock);
    world.addPatient(901, { Surname: 'Новая', Name: 'Анна', MobilePhone: '+79267001122' });
    world.addPatient(902, { Surname: 'Новый', Name: 'Борис' });
    const lead = world.sandbox.crm.create({ name: 'Вера', phones: ['+79267001133'] });
    world.addPatient(903, { Name: 'Вера', MobilePhone: '+79267001133' });
    expect((await world.sync()).counts).toMatchObject({ created: 2, adopted: 1 });

    await restoreState(source, from, { wait: true }, systemClock);
    await world.restart();
    const alone = world.sync({ mode: { patients: [903 as PatientId] } });
    await expect(alone).rejects.toMatchObject({ code: 'DEEP_PASS_FIRST' });
    const before = world.contacts().length;
    const pass = await world.sync();
    expect(pass).toMatchObject({ mode: 'deep', reason: 'state-restored', outcome: 'ok' });
    expect(pass.counts).toMatchObject({ created: 0, relinked: 3 });
    expect(world.contacts()).toHaveLength(before);
    expect(world.notOnce()).toEqual([]);
    expect(world.contactOf(903).id).toBe(lead);
    expect(await world.sync()).toMatchObject({ mode: 'incremental', reason: null });
  });

  test.each([
    ['before', 0],
    ['after', 24],
  ] as const)(
    'counts what was carried out since the backup, %s the day is over',
    async (_words, hours) => {
      await using world = await World.open({ patients: 40 });
      world.sql("update Persons set City = 'Тверь'");
      await world.sync();
      const source = { file: world.stateFile, keyFile: join(world.folder, 'state.key') };
      const from = join(world.folder, 'backup.db');
      await backupState(source, from, systemClock);
      for (const id of [1, 2, 3, 4, 5, 6]) world.editPerson(id, { City: null });
      expect((await world.sync()).counts).toMatchObject({ updated: 6, postponed: 0 });

      await restoreState(source, from, { wait: true }, systemClock);
      await world.restart();
      await world.clock.advance(hours * 3_600_000);
      for (const id of [7, 8, 9]) world.editPerson(id, { City: null });
      const { counts } = await world.sync();
      expect(counts).toMatchObject({ postponed: hours === 0 ? 3 : 0 });
      const left = world.contacts().filter(({ fields }) => 'Город' in fields).length;
      expect(left).toBe(hours === 0 ? 34 : 31);
    },
  );

  test('stays a deep one until it has come to its end', async () => {
    await using world = await World.open({ patients: 6 });
    await world.sync();
    const source = { file: world.stateFile, keyFile: join(world.folder, 'state.key') };
    const from = join(world.folder, 'backup.db');
    await backupState(source, from, systemClock);
    await restoreState(source, from, { wait: true }, systemClock);
    await world.restart();
    world.addPatient(901, { Surname: 'Новая', Name: 'Анна' });
    world.addPatient(902, { Surname: 'Новый', Name: 'Борис' });
    expect(await world.sync({ limit: 1 })).toMatchObject({ mode: 'deep', counts: { created: 1 } });
    expect(await world.sync()).toMatchObject({ mode: 'deep', reason: 'state-restored' });
    expect(await world.sync()).toMatchObject({ mode: 'incremental' });
    expect(world.notOnce()).toEqual([]);
  });

  test('finds a contact whose create was not answered when the state was restored', async () => {
    await using world = await World.open({ patients: 4 });
    await world.sync();
    const source = { file: world.stateFile, keyFile: join(world.folder, 'state.key') };
    const from = join(world.folder, 'backup.db');
    await backupState(source, from, systemClock);
    world.addPatient(901, { Surname: 'Новая', Name: 'Анна' });
    world.sandbox.faults.add({
      match: { method: 'POST', path: '/api/v4/contacts' },
      fault: { kind: 'late-commit', ms: 30_000 },
    });
    const stop = new AbortController();
    const pass = world.sync({}, { signal: stop.signal });
    const writes = world.writes().length;
    while (world.writes().length === writes) await world.clock.sleep(50);
    stop.abort(new Error('stopped'));
    await expect(pass).rejects.toThrow();
    await restoreState(source, from, { wait: true }, systemClock);
    await world.restart();
    expect(await world.sync()).toMatchObject({ mode: 'deep', outcome: 'ok' });
    expect(world.notOnce()).toEqual([]);
  });
});
