import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { checkState } from '../../../src/state/check/check-state.ts';
import { Cipher } from '../../../src/state/file/cipher.ts';
import { StateFolder } from '../folder.ts';

const pair = (name: string) => ({
  accessToken: `access-canary-${name}-${'q'.repeat(900)}`,
  refreshToken: `refresh-canary-${name}`,
  issuedAt: 1_000,
  expiresAt: 2_000,
});

/** Whether any file of the folder holds a text, as it stands or in one of the usual disguises. */
function holds(folder: StateFolder, text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const shapes = [bytes, Buffer.from(text, 'utf16le'), bytes.toString('hex')];
  return readdirSync(folder.path).filter((name) => {
    const file = readFileSync(join(folder.path, name));
    return shapes.some((shape) => file.includes(shape));
  });
}

describe('tokens at rest', () => {
  test('stand in no file of the state, write-ahead log included, neither in use nor after', async () => {
    await using folder = new StateFolder();
    const { tokens } = await folder.open();
    await tokens.save(pair('first'));
    await tokens.save(pair('second'));
    expect(readdirSync(folder.path)).toContain('state.db-wal');
    expect(holds(folder, 'canary')).toEqual([]);
    await folder.close();
    expect(holds(folder, 'canary')).toEqual([]);
    // The search finds what is there.
    writeFileSync(join(folder.path, 'plain'), JSON.stringify(pair('third')));
    expect(holds(folder, 'canary')).toEqual(['plain']);
  });

  test('keep the pair before for diagnosis, and no older one', async () => {
    await using folder = new StateFolder();
    const state = await folder.open();
    for (const name of ['first', 'second', 'third']) await state.tokens.save(pair(name));
    const rows = await state.db.selectFrom('tokens').selectAll().execute();
    expect(rows).toHaveLength(1);
    const cipher = new Cipher(state.key);
    expect(JSON.parse(cipher.open(rows[0]?.previous ?? ''))).toEqual(pair('second'));
    expect(JSON.parse(cipher.open(rows[0]?.current ?? ''))).toEqual(pair('third'));
  });

  test('are sealed anew each time: equal pairs look different', async () => {
    await using folder = new StateFolder();
    const state = await folder.open();
    await state.tokens.save(pair('same'));
    await state.tokens.save(pair('same'));
    const row = await state.db.selectFrom('tokens').selectAll().executeTakeFirstOrThrow();
    expect(row.current).not.toBe(row.previous);
  });

  test.for([
    ['sealed with another key', () => new Cipher('another key').seal(JSON.stringify(pair('x')))],
    ['cut off', (sealed: string) => sealed.slice(0, -9)],
    ['changed in one letter', (sealed: string) => flip(sealed)],
    ['that is no pair', (_: string, cipher: Cipher) => cipher.seal('{"accessToken":1}')],
    ['that is nothing', () => ''],
  ] as const)(
    'of a pair %s say so instead of failing as a bug, and quote nothing',
    async ([, spoil]) => {
      await using folder = new StateFolder();
      const state = await folder.open();
      await state.tokens.save(pair('good'));
      const row = await state.db.selectFrom('tokens').selectAll().executeTakeFirstOrThrow();
      const current = spoil(row.current, new Cipher(state.key));
      await state.db.updateTable('tokens').set({ current }).execute();
      const error: unknown = await state.tokens.load().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'StateError', code: 'STATE_TOKENS_UNREADABLE', exit: 4 });
      expect(String(error)).not.toContain('canary');
    },
  );

  test('are not refreshed while the successor of a pair could not be kept', async () => {
    await using folder = new StateFolder();
    const state = await folder.open();
    await state.tokens.save(pair('good'));
    await sql`pragma query_only = 1`.execute(state.db);
    let refreshed = false;
    const refresh = state.tokens.exclusive(async () => {
      refreshed = true;
    });
    await expect(refresh).rejects.toMatchObject({ code: 'STATE_NOT_WRITABLE' });
    expect(refreshed).toBe(false);
    await sql`pragma query_only = 0`.execute(state.db);
    await state.tokens.exclusive(async () => {
      refreshed = true;
    });
    expect(refreshed).toBe(true);
  });

  test('that the key does not open are told of by the check', async () => {
    await using folder = new StateFolder();
    const state = await folder.open();
    await state.tokens.save(pair('good'));
    expect(checkState(folder).findings).toEqual([]);
    const current = new Cipher('another key').seal('{}');
    await state.db.updateTable('tokens').set({ current }).execute();
    expect(checkState(folder)).toMatchObject({
      ok: false,
      findings: [{ flaw: 'tokens-unreadable', severity: 'problem', count: 1 }],
    });
  });
});

function flip(sealed: string): string {
  const at = sealed.length - 20;
  return sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
}
