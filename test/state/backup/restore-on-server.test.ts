import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkAnywhere } from '../../../src/state/check/check-anywhere.ts';
import { keyCheckOf } from '../../../src/state/file/state-key.ts';
import { cutOnWriting } from '../../support/postgres/cut-on-writing.ts';
import { contentOf } from '../../support/state/random-state.ts';
import { StateFolder } from '../folder.ts';
import { backedUp, pair, restore, sourceOf } from './on-server.ts';

describe('a state on a server that is restored', () => {
  test('is the backup, due for a comparison of everything, and the newer tokens stay; the state before is kept', async () => {
    const { folder, state, from } = await backedUp();
    await using _ = folder;
    await state.tokens.save(pair('new'));
    const report = await restore(folder, from);
    expect(report).toMatchObject({ keptTokens: true, newKey: false });
    // Whoever has it open sees it at once.
    expect(await state.meta.get('contactsSeen')).toBe(1);
    expect(await state.meta.get('deepDue')).toBe('state-restored');
    expect(await state.tokens.load()).toEqual(pair('new'));
    await restore(folder, report.safetyCopy ?? '');
    expect(await state.meta.get('contactsSeen')).toBe(2);
    expect(readdirSync(folder.path).filter((name) => /present|restoring/.test(name))).toEqual([]);
  });

  test('is refused the state of another account, and while somebody works on it', async () => {
    const { folder, state, from } = await backedUp();
    await using _ = folder;
    const held = await state.passLock.acquire({ command: 'sync', wait: false });
    await expect(restore(folder, from)).rejects.toMatchObject({
      code: 'STATE_LOCKED',
      message: expect.stringContaining(`sync, pid ${process.pid}`),
    });
    held.release();
    await state.meta.set('accountId', 32);
    await expect(restore(folder, from)).rejects.toMatchObject({ code: 'BACKUP_OTHER_ACCOUNT' });
    expect(await state.meta.get('contactsSeen')).toBe(2);
  });

  test('is what it was when the server breaks off in the middle', async () => {
    const { folder, state, from } = await backedUp();
    await using _ = folder;
    const before = await contentOf(state.db);
    const schema = (await folder.onServer())?.schema;
    await folder.admin(`create function ${schema}.fall() returns trigger language plpgsql as
        $$ begin raise exception 'full' using errcode = '53100'; end $$;
      create trigger fall before insert on ${schema}.meta execute function ${schema}.fall()`);
    await expect(restore(folder, from)).rejects.toMatchObject({ code: 'STATE_SERVER_FULL' });
    await folder.admin(`drop function ${schema}.fall() cascade`);
    expect(await contentOf(state.db)).toEqual(before);
  });

  test('from a backup with another key has that key, and whoever waited is told to begin anew', async () => {
    const { folder: other, state: theirs, from } = await backedUp();
    await using _ = other;
    await using folder = new StateFolder('PostgreSQL');
    const state = await folder.open();
    await state.tokens.save(pair('own'));
    expect(await restore(folder, from)).toMatchObject({ newKey: true, keptTokens: true });
    await expect(state.passLock.acquire({ command: 'sync', wait: true })).rejects.toMatchObject({
      code: 'STATE_REPLACED',
    });
    const again = await folder.open();
    expect(again.key).toBe(theirs.key);
    expect(await again.tokens.load()).toEqual(pair('own'));
  });
});

test('a restore whose session ends in the middle has lost its lock, and changes nothing', async () => {
  const { folder, state, from } = await backedUp();
  await using _ = folder;
  const before = await contentOf(state.db);
  const schema = (await folder.onServer())?.schema;
  await folder.admin(cutOnWriting(`${schema}.meta`, `${schema}`));
  await expect(restore(folder, from)).rejects.toMatchObject({ code: 'STATE_LOCK_LOST', exit: 11 });
  await folder.admin(`drop function ${schema}.fall() cascade`);
  expect(await contentOf(state.db)).toEqual(before);
});

test('a damaged state on a server is replaced by its backup, without a copy of what cannot be read', async () => {
  const { folder, state, from } = await backedUp();
  await using _ = folder;
  const schema = (await folder.onServer())?.schema;
  await folder.admin(`alter table ${schema}.links drop constraint links_contact_id_key;
    insert into ${schema}.links values (1, 5, 'linked', '{}', '{}', '[]', '[]', 0),
      (2, 5, 'linked', '{}', '{}', '[]', '[]', 0)`);
  await state.meta.set('accountId', 32);
  await expect(restore(folder, from)).rejects.toMatchObject({ code: 'BACKUP_OTHER_ACCOUNT' });
  await state.meta.set('accountId', 31);
  expect(await restore(folder, from)).toMatchObject({
    ...{ safetyCopy: null, keptNothing: true, links: 0 },
  });
  expect(await state.meta.get('contactsSeen')).toBe(1);
  expect(await state.meta.get('deepDue')).toBe('state-restored');
  expect((await checkAnywhere(await sourceOf(folder))).ok).toBe(true);
  await folder.admin(
    `alter table ${schema}.links add constraint links_contact_id_key unique (contact_id)`,
  );
});

test('a restore that breaks off keeps the key that a server may yet need, and the key that fits is found', async () => {
  const { folder: other, state: theirs, from } = await backedUp();
  await using _ = other;
  await using folder = new StateFolder('PostgreSQL');
  const state = await folder.open();
  const schema = (await folder.onServer())?.schema ?? '';
  await folder.admin(cutOnWriting(`${schema}.meta`, schema));
  await expect(restore(folder, from)).rejects.toMatchObject({ code: 'STATE_LOCK_LOST' });
  await folder.admin(`drop function ${schema}.fall() cascade`);
  expect((await folder.open()).key).toBe(state.key);
  // As if the server had ended what it was told to before it cut us off.
  await folder.admin(`update ${schema}.meta
    set value = '"${keyCheckOf(theirs.key)}"' where name = 'keyCheck'`);
  expect(await restore(folder, from)).toMatchObject({ newKey: false });
  expect((await folder.open()).key).toBe(theirs.key);
});
