import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { diskErrors } from '../../../src/state/file/disk-errors.ts';
import { StateError } from '../../../src/state/file/errors.ts';
import type { State } from '../../../src/state/open-state.ts';
import { World } from '../../support/world.ts';
import { StateFolder } from '../folder.ts';

const diskFull = { code: 'STATE_DISK_FULL', exit: 5, retryable: true };

/** From now on the state may not grow by more than so many pages of 4 KB. */
async function roomFor(state: State, pages: number): Promise<void> {
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(state.db);
  await sql`pragma max_page_count = ${sql.raw(String((rows[0]?.page_count ?? 0) + pages))}`.execute(
    state.db,
  );
}

function integrity(file: string): unknown {
  const database = new DatabaseSync(file);
  const row = database.prepare('pragma integrity_check').get();
  database.close();
  return row?.['integrity_check'];
}

describe('a disk that fills up', () => {
  test('at any moment of a first load ends the pass, and the next one finishes it: nobody doubled', async () => {
    let stops = 0;
    for (let pages = 0; ; pages += 1) {
      await using world = await World.open({ patients: 15, sync: { batchSize: 5 } });
      await roomFor(world.state, pages);
      const ended = await world.sync().then(
        () => null,
        (error: unknown) => error,
      );
      if (ended === null) break;
      stops += 1;
      expect(ended, `${pages} pages`).toMatchObject(diskFull);
      await world.restart();
      expect(integrity(world.stateFile)).toBe('ok');
      expect(await world.sync()).toMatchObject({ outcome: 'ok' });
      expect(world.notOnce(), `${pages} pages`).toEqual([]);
      expect(world.contacts()).toHaveLength(15);
    }
    expect(stops).toBeGreaterThan(3);
  });

  test('before any transaction of a first load, and takes none from then on, doubles nobody', async () => {
    let stops = 0;
    for (let nth = 1; ; nth += 1) {
      await using world = await World.open({ patients: 8, sync: { batchSize: 4 } });
      const { state } = world;
      let count = 0;
      const full: State = {
        ...state,
        inRun: () => full,
        transaction: async (work) => {
          count += 1;
          if (count < nth) return await state.transaction(work);
          throw new StateError(diskErrors.full({ file: world.stateFile, free: 0 }));
        },
      };
      const ended = await world.sync({}, { state: full }).then(
        () => null,
        (error: unknown) => error,
      );
      if (ended === null) break;
      stops += 1;
      expect(ended, `transaction ${nth}`).toMatchObject(diskFull);
      await world.restart();
      expect(await world.sync()).toMatchObject({ outcome: 'ok' });
      expect(world.notOnce(), `transaction ${nth}`).toEqual([]);
      expect(world.contacts()).toHaveLength(8);
    }
    expect(stops).toBeGreaterThan(5);
  });

  test('leaves nothing of a transaction, and the store goes on when there is room again', async () => {
    await using folder = new StateFolder();
    const state = await folder.open();
    await state.meta.set('accountTimeZone', 'before');
    await roomFor(state, 3);
    const large = state.transaction(async (tx) => {
      await tx.meta.set('accountTimeZone', 'after');
      await tx.meta.set('databaseIdentity', 'x'.repeat(100_000));
    });
    await expect(large).rejects.toMatchObject(diskFull);
    expect(await state.meta.get('accountTimeZone')).toBe('before');
    await roomFor(state, 1000);
    await state.transaction((tx) => tx.meta.set('accountTimeZone', 'after'));
    expect(await state.meta.get('accountTimeZone')).toBe('after');
  });

  test('is named with the file, and with what is free, in both languages', async () => {
    await using folder = new StateFolder();
    const state = await folder.open();
    await roomFor(state, 0);
    const error: unknown = await state.meta
      .set('databaseIdentity', 'x'.repeat(100_000))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ ...diskFull, message: expect.stringContaining(folder.file) });
    const ru = { text: (error as { text(language: 'ru'): { message: string } }).text('ru') };
    expect(ru.text.message).toMatch(/диск полон, свободно \d/);
  });

  test('during a token refresh loses no pair: the old one stands', async () => {
    await using folder = new StateFolder();
    const state = await folder.open();
    const pair = { accessToken: 'a', refreshToken: 'r', issuedAt: 1, expiresAt: 2 };
    await state.tokens.save(pair);
    await roomFor(state, 0);
    const large = { ...pair, accessToken: 'n'.repeat(50_000) };
    await expect(state.tokens.save(large)).rejects.toMatchObject(diskFull);
    expect(await state.tokens.load()).toEqual(pair);
  });
});

/** A disk of its own, where this machine lets us mount one. */
function smallDisk(folder: string, kilobytes: number): Disposable | null {
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'none', folder];
    execFileSync('mount', options, { stdio: 'ignore' });
  } catch {
    return null;
  }
  return { [Symbol.dispose]: () => execFileSync('umount', ['-l', folder]) };
}

describe('a disk that is really full', () => {
  test('keeps what was committed, and takes writes again when there is room', async ({ skip }) => {
    await using folder = new StateFolder();
    using disk = smallDisk(folder.path, 1024);
    if (disk === null) return skip('no rights to mount a small disk');
    const filler = join(folder.path, 'filler');
    const state = await folder.open();
    await state.meta.set('accountTimeZone', 'before');
    fill(filler);
    const write = () => state.meta.set('databaseIdentity', 'x'.repeat(200_000));
    await expect(write()).rejects.toMatchObject(diskFull);
    expect(await state.meta.get('accountTimeZone')).toBe('before');
    await folder.close();
    rmSync(filler);
    const again = await folder.open();
    expect(await again.meta.get('accountTimeZone')).toBe('before');
    await again.meta.set('accountTimeZone', 'after');
    await folder.close();
    expect(integrity(folder.file)).toBe('ok');
  });

  test('is told of at a first start, which succeeds when there is room', async ({ skip }) => {
    await using folder = new StateFolder();
    using disk = smallDisk(folder.path, 512);
    if (disk === null) return skip('no rights to mount a small disk');
    const filler = join(folder.path, 'filler');
    fill(filler);
    await expect(folder.open()).rejects.toMatchObject(diskFull);
    rmSync(filler);
    const state = await folder.open();
    await state.meta.set('accountTimeZone', 'after');
  });
});

/** Takes all room that is left. */
function fill(file: string): void {
  for (const size of [65_536, 4096, 512]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // Full; a smaller piece may still fit.
    }
  }
}

describe('a state that may only be read', () => {
  const notWritable = (file: string) => ({
    code: 'STATE_NOT_WRITABLE',
    exit: 2,
    message: expect.stringContaining(file),
  });

  // No file refuses the superuser.
  test.skipIf(process.getuid?.() === 0).for(['file', 'folder'] as const)(
    'because of its %s is refused at the start',
    async (what) => {
      await using folder = new StateFolder();
      await folder.open();
      await folder.close();
      chmodSync(what === 'file' ? folder.file : folder.path, what === 'file' ? 0o444 : 0o555);
      const opened = folder.open();
      await expect(opened).rejects.toMatchObject(notWritable(folder.file));
      chmodSync(folder.path, 0o755);
    },
  );

  test('because of its disk is refused at the start', async ({ skip }) => {
    await using folder = new StateFolder();
    using disk = smallDisk(folder.path, 1024);
    if (disk === null) return skip('no rights to mount a small disk');
    await folder.open();
    await folder.close();
    execFileSync('mount', ['-o', 'remount,ro', folder.path]);
    await expect(folder.open()).rejects.toMatchObject(notWritable(folder.file));
  });
});
