import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { openState } from '../../../src/state/open-state.ts';
import { proveLock, proveLocksBeside } from '../../../src/state/processes/lock-proof.ts';
import { lockFile } from '../../../src/state/processes/process-lock.ts';
import { World } from '../../support/world.ts';
import { StateFolder } from '../folder.ts';

describe('a lock that lets two in', () => {
  test('is found out by a child process, before anything is done under it', async () => {
    await using folder = new StateFolder();
    // SQLite's own file system without locks: every lock succeeds, as on some network shares.
    const file = `file:${join(folder.path, 'x.lock')}?vfs=unix-none`;
    using held = new DatabaseSync(file, { timeout: 0 });
    held.exec('begin exclusive');
    expect(() => proveLock(file)).toThrow(
      expect.objectContaining({ code: 'STATE_LOCK_USELESS', exit: 2, retryable: false }),
    );
  });

  test('is told from one that keeps others out', async () => {
    await using folder = new StateFolder();
    using held = new DatabaseSync(join(folder.path, 'x.lock'), { timeout: 0 });
    held.exec('begin exclusive');
    proveLock(join(folder.path, 'x.lock'));
  });

  test('a file system is tried once a process', async () => {
    await using folder = new StateFolder();
    const file = join(folder.path, 'x.lock');
    const held = new DatabaseSync(file, { timeout: 0 });
    held.exec('begin exclusive');
    proveLocksBeside(file);
    held.close();
    // Nobody holds it any more: a child would get in.
    proveLocksBeside(file);
    expect(() => proveLock(file)).toThrow('keeps nobody out');
  });

  test('what cannot be tried is not believed', async () => {
    await using folder = new StateFolder();
    const nowhere = join(folder.path, 'no', 'such', 'folder', 'x.lock');
    expect(() => proveLock(nowhere)).toThrow(
      expect.objectContaining({ code: 'STATE_LOCK_UNPROVEN', exit: 5, retryable: true }),
    );
  });

  const library = lockLibrary();
  test.skipIf(library === null)(
    'ends every pass of a process whose system calls say yes to every lock',
    async () => {
      await using folder = new StateFolder();
      const ended = spawnSync(
        process.execPath,
        [join(import.meta.dirname, 'lock.child.ts'), folder.path, 'sync'],
        { env: { ...process.env, LD_PRELOAD: library ?? '' }, encoding: 'utf8' },
      );
      rmSync(library ?? '');
      expect(ended.status).not.toBe(0);
      expect(ended.stderr).toContain('keeps nobody out');
    },
  );

  test('of two passes the first one is ended by the second one’s token, and nobody is doubled', async () => {
    await using world = await World.open({ patients: 60, sync: { batchSize: 5 } });
    const first = world.state;
    await first.passLock.acquire({ command: 'sync', wait: false });
    const source = { file: world.stateFile, keyFile: join(world.folder, 'state.key') };
    const rival = await openState(source, world.clock);
    let posts = 0;
    world.amo = world.client(async (input, init) => {
      if (init?.method === 'POST' && String(input).endsWith('/contacts')) {
        posts += 1;
        if (posts === 3) {
          // Somebody cleans up «*.lock»: the next one locks another file of that name.
          rmSync(lockFile(world.stateFile, 'pass'));
          await rival.passLock.acquire({ command: 'sync', wait: false });
        }
      }
      return await fetch(input, init);
    });
    await expect(world.sync()).rejects.toMatchObject({ code: 'STATE_LOCK_LOST', exit: 11 });
    const sent = posts;
    expect(sent).toBeLessThan(12);
    world.state = rival;
    world.amo = world.client();
    await world.sync();
    expect(world.notOnce()).toEqual([]);
    expect(posts).toBe(sent);
    await first.close();
  });

  test('an update is not sent, either, once another process has signed', async () => {
    await using world = await World.open({ patients: 3 });
    await world.sync();
    await world.state.passLock.acquire({ command: 'sync', wait: false });
    await world.state.db.updateTable('lock_holder').set({ token: 'another' }).execute();
    world.editPerson(1, { City: 'Тула' });
    const before = world.writes().length;
    await expect(world.sync()).rejects.toMatchObject({ code: 'STATE_LOCK_LOST' });
    expect(world.writes()).toHaveLength(before);
  });
});

test.skipIf(process.platform === 'win32')(
  'locks and whatever else stands beside a state are nobody else’s to read',
  async () => {
    await using folder = new StateFolder();
    writeFileSync(lockFile(folder.file, 'pass'), '', { mode: 0o644 });
    const state = await folder.open();
    const held = await state.passLock.acquire({ command: 'sync', wait: false });
    await state.tokens.exclusive(async () => undefined);
    await state.serviceLock.current();
    const open = readdirSync(folder.path).filter(
      (name) => (statSync(join(folder.path, name)).mode & 0o077) !== 0,
    );
    expect(open).toEqual([]);
    held.release();
    const other = await openState({ file: folder.file, keyFile: folder.keyFile }, systemClock);
    await other.close();
  },
);

/** `fcntl` that grants every lock, made by the machine's C compiler; null where there is none. */
function lockLibrary(): string | null {
  if (process.platform !== 'linux') return null;
  const code = `
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <fcntl.h>
    #include <stdarg.h>
    static int forward(const char *name, int fd, int command, void *argument) {
      if (command == F_SETLK || command == F_SETLKW) return 0;
      int (*real)(int, int, ...) = dlsym(RTLD_NEXT, name);
      return real(fd, command, argument);
    }
    int fcntl(int fd, int command, ...) {
      va_list list; va_start(list, command); void *argument = va_arg(list, void *); va_end(list);
      return forward("fcntl", fd, command, argument);
    }
    int fcntl64(int fd, int command, ...) {
      va_list list; va_start(list, command); void *argument = va_arg(list, void *); va_end(list);
      return forward("fcntl64", fd, command, argument);
    }`;
  const to = join(process.env['TMPDIR'] ?? '/tmp', `ident-amocrm-lock-${process.pid}.so`);
  try {
    execFileSync(
      process.env['CC'] ?? 'cc',
      ['-shared', '-fPIC', '-x', 'c', '-', '-o', to, '-ldl'],
      {
        input: code,
        stdio: ['pipe', 'ignore', 'ignore'],
      },
    );
    return to;
  } catch {
    return null;
  }
}
