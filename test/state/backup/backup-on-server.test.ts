import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { Meta } from '../../../src/state/account/meta.ts';
import { backupState } from '../../../src/state/backup/backup.ts';
import { restoreState } from '../../../src/state/backup/restore.ts';
import { checkAnywhere } from '../../../src/state/check/check-anywhere.ts';
import { keyCheckOf } from '../../../src/state/file/state-key.ts';
import { openState } from '../../../src/state/open-state.ts';
import { poolOf } from '../../../src/state/postgres/connections.ts';
import { tablesIn } from '../../../src/state/postgres/dialect.ts';
import { bringToShape } from '../../../src/state/shape/bring-to-shape.ts';
import { type Home, TestSchema } from '../../support/postgres/test-schema.ts';
import { contentOf, fillAtRandom } from '../../support/state/random-state.ts';
import { StateFolder } from '../folder.ts';
import { backedUp, restore, sourceOf } from './on-server.ts';

/** Of a restored state these are of its own moment. */
const ofTheMoment = ['meta', 'pauses', 'wishes', 'alerts', 'lock_holder'];

const ways: readonly (readonly [Home, Home])[] = [
  ['PostgreSQL', 'SQLite'],
  ['SQLite', 'PostgreSQL'],
  ['PostgreSQL', 'PostgreSQL'],
];

describe('a backup', () => {
  test.each(ways)(
    'of a state on %s comes back as a state on %s, with every row',
    async (one, other) => {
      await using folder = new StateFolder(one);
      const state = await folder.open();
      await fillAtRandom(state.db, 4);
      const to = join(folder.path, 'backup.db');
      const { links } = await backupState(await sourceOf(folder), to, systemClock);
      expect(links).toBe(await state.links.count());
      expect(readFileSync(`${to}.key`, 'utf8')).toBe(readFileSync(folder.keyFile, 'utf8'));
      await using target = new StateFolder(other);
      expect(await restore(target, to)).toMatchObject({ links, newKey: true, safetyCopy: null });
      const restored = await target.open();
      expect(restored.key).toBe(state.key);
      expect(await restored.meta.get('deepDue')).toBe('state-restored');
      const [before, after] = [await contentOf(state.db), await contentOf(restored.db)];
      for (const table of Object.keys(before).filter((name) => !ofTheMoment.includes(name))) {
        expect(after[table], table).toEqual(before[table]);
      }
      expect(await restored.runs.start('deep', 1)).toBe(await state.runs.start('deep', 1));
    },
  );

  test('of a state on a server is of one moment while others write', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const state = await folder.open();
    let stop = false;
    const writing = (async () => {
      for (let n = 1; !stop; n += 1) {
        await state.transaction(async (tx) => {
          await tx.meta.set('contactsSeen', n);
          await tx.runs.start('deep', n);
        });
      }
    })();
    for (let copy = 1; copy <= 3; copy += 1) {
      const to = join(folder.path, `copy-${copy}.db`);
      await backupState(await sourceOf(folder), to, systemClock);
      const database = new DatabaseSync(to, { readOnly: true });
      const row = database
        .prepare(
          `select (select count(*) from runs) as runs,
            coalesce((select value from meta where name = 'contactsSeen'), 0) + 0 as seen`,
        )
        .get();
      database.close();
      expect(row?.['runs']).toBe(row?.['seen']);
    }
    stop = true;
    await writing;
  });

  test('of a server where there is no state is none', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const server = await folder.onServer();
    if (server === null) throw new Error('it lives on a server');
    const source = { ...(await sourceOf(folder)), server: { ...server, schema: 'nobodys' } };
    const to = join(folder.path, 'copies', 'backup.db');
    await expect(backupState(source, to, systemClock)).rejects.toMatchObject({
      code: 'STATE_ABSENT',
    });
    expect(existsSync(to)).toBe(false);
  });

  test('of a state on a server that an older version made is one, and comes back in the present shape', async () => {
    const schema = await TestSchema.unbegun();
    const { server } = schema;
    const key = 'the key that the older version made';
    const db = tablesIn(server.schema, poolOf(server, { most: 1 }));
    await bringToShape(db, { schema: server.schema, upTo: '0016-first-load' });
    await new Meta(db).set('keyCheck', keyCheckOf(key));
    await new Meta(db).set('contactsSeen', 2);
    await db.destroy();
    await using folder = new StateFolder();
    const source = { file: folder.file, keyFile: folder.keyFile, server, key };
    const from = join(folder.path, 'older.db');
    await backupState(source, from, systemClock);
    await restoreState(source, from, { wait: false }, systemClock);
    await using state = await openState(source, systemClock);
    expect(await state.meta.get('contactsSeen')).toBe(2);
    await state.db.selectFrom('warned').selectAll().execute();
    await schema.sql(`drop schema ${server.schema} cascade`);
  });
});

test.each([
  ['stays', true, false],
  ['does not come back', false, true],
])('the fact that the tokens are older than they were %s by a restore', async (_words, is, was) => {
  await using folder = new StateFolder();
  const state = await folder.open();
  const set = (yes: boolean) =>
    yes ? state.meta.set('tokensBehind', { since: 7 }) : state.meta.clear('tokensBehind');
  await set(was);
  const from = join(folder.path, 'backup.db');
  await backupState(await sourceOf(folder), from, systemClock);
  await set(is);
  await restore(folder, from);
  expect(await state.meta.get('tokensBehind')).toEqual(is ? { since: 7 } : undefined);
});

test('the tokens are no longer older than they were once the backup brings a newer pair', async () => {
  await using folder = new StateFolder();
  const state = await folder.open();
  const pair = (refreshToken: string) => ({
    ...{ accessToken: 'a', refreshToken, issuedAt: 1, expiresAt: 9 },
  });
  await state.tokens.save(pair('newer'));
  const from = join(folder.path, 'backup.db');
  await backupState(await sourceOf(folder), from, systemClock);
  // As a server that fell back has it.
  await sql`update tokens set saved_at = saved_at - 1 where name = 'amocrm'`.execute(state.db);
  await state.meta.set('tokensBehind', { since: 7 });
  await restore(folder, from);
  expect(await state.meta.get('tokensBehind')).toBeUndefined();
});

describe('a check of a state on a server', () => {
  test('finds nothing in a sound one, and says where and how large it is', async () => {
    const { folder } = await backedUp();
    await using _ = folder;
    const check = await checkAnywhere(await sourceOf(folder));
    const schema = (await folder.onServer())?.schema ?? '';
    expect(check).toMatchObject({ ok: true, links: 0, forgotten: 0, findings: [] });
    expect(check.file).toContain(schema);
    expect(check.bytes).toBeGreaterThan(100_000);
  });

  test('tells of rows that no version of ours writes, of tokens that no key opens, and of a damaged index', async () => {
    const { folder } = await backedUp();
    await using _ = folder;
    const schema = (await folder.onServer())?.schema;
    const flaws = async () =>
      (await checkAnywhere(await sourceOf(folder))).findings.map(({ flaw }) => flaw);
    await folder.admin(`insert into ${schema}.links
        values (1, 5, 'linked', '{"city":"no hash"}', '{}', '[]', '[]', 0);
      insert into ${schema}.tokens values ('amocrm', 'sealed by nobody', null, 1)`);
    expect(await flaws()).toEqual(['tokens-unreadable', 'hash-malformed']);
    await folder.admin(`alter table ${schema}.links drop constraint links_contact_id_key;
      insert into ${schema}.links values (2, 5, 'linked', '{}', '{}', '[]', '[]', 0)`);
    expect(await flaws()).toEqual(['damaged']);
    await folder.admin(`delete from ${schema}.links;
      alter table ${schema}.links add constraint links_contact_id_key unique (contact_id)`);
  });
});
