import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { homes } from '../../support/postgres/test-schema.ts';
import { StateFolder } from '../folder.ts';

/** Those that have let go: a process takes a second to begin. */
const idle: ChildProcess[] = [];
afterAll(() => {
  for (const one of idle) one.kill('SIGKILL');
});

/** Another process that wants the lock. */
class Rival implements AsyncDisposable {
  readonly process: ChildProcess;
  readonly #said: string[] = [];
  #last = '';
  #isTold = false;

  static async start(folder: StateFolder, command: string): Promise<Rival> {
    const server = await folder.onServer();
    return new Rival({ folder: folder.path, command, server });
  }

  private constructor(order: object) {
    this.process = idle.pop() ?? fork(join(import.meta.dirname, 'lock.child.ts'));
    this.process.on('message', (word) => {
      this.#last = String(word);
      this.#said.push(this.#last);
    });
    this.process.send(order);
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** Resolves with what it says next, or that it died without a word. */
  async says(): Promise<string> {
    const exit = once(this.process, 'exit').then(() => 'died');
    while (this.#said.length === 0) {
      const end = await Promise.race([once(this.process, 'message'), exit]);
      if (end === 'died') return end;
    }
    return this.#said.shift() ?? '';
  }

  letGo(): void {
    this.#isTold = true;
    this.process.send('let go');
  }

  get silent(): boolean {
    return this.#said.length === 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    if (this.#last === 'holds') {
      if (!this.#isTold) this.letGo();
      await once(this.process, 'message');
    }
    this.process.removeAllListeners('message');
    if (this.#last === 'has let go') {
      idle.push(this.process);
    } else {
      this.process.kill('SIGKILL');
      await once(this.process, 'exit');
    }
  }
}

describe.each(homes)('on %s', (home) => {
  test('of two processes one works, and the other says for whom it waits until its turn comes', async () => {
    await using folder = new StateFolder(home);
    await folder.open();
    await using one = await Rival.start(folder, 'sync');
    expect(await one.says()).toBe('holds');
    await using other = await Rival.start(folder, 'service');
    expect(await other.says()).toBe(`waits for sync ${one.pid}`);
    one.letGo();
    expect(await other.says()).toBe('holds');
  });

  test('who does not want to wait is told who works, with exit code 11', async () => {
    await using folder = new StateFolder(home);
    const state = await folder.open();
    await using one = await Rival.start(folder, 'sync --deep');
    await one.says();
    const refused = state.passLock.acquire({ command: 'sync', wait: false });
    await expect(refused).rejects.toMatchObject({
      code: 'STATE_LOCKED',
      exit: 11,
      message: expect.stringContaining(`sync --deep, pid ${one.pid}`),
    });
    expect(await state.passLock.current()).toMatchObject({ command: 'sync --deep', pid: one.pid });
  });

  test('a killed owner frees the lock at once', async () => {
    await using folder = new StateFolder(home);
    const state = await folder.open();
    await using one = await Rival.start(folder, 'sync');
    await one.says();
    await using other = await Rival.start(folder, 'service');
    await other.says();
    one.process.kill('SIGKILL');
    expect(await other.says()).toBe('holds');
    expect(await state.passLock.current()).toMatchObject({ command: 'service', pid: other.pid });
  });

  test.skipIf(process.platform === 'win32')(
    'a stopped owner keeps the lock, and the other goes on waiting',
    async () => {
      await using folder = new StateFolder(home);
      await folder.open();
      await using one = await Rival.start(folder, 'sync');
      await one.says();
      one.process.kill('SIGSTOP');
      await using other = await Rival.start(folder, 'service');
      expect(await other.says()).toBe(`waits for sync ${one.pid}`);
      // Longer than it takes to look again.
      await Promise.race([once(other.process, 'message'), passed(600)]);
      expect(other.silent).toBe(true);
      one.process.kill('SIGKILL');
      expect(await other.says()).toBe('holds');
    },
  );

  test('nobody holds the lock once it is released', async () => {
    await using folder = new StateFolder(home);
    const state = await folder.open();
    const held = await state.passLock.acquire({ command: 'sync', wait: true });
    expect(await state.passLock.current()).toMatchObject({ command: 'sync', pid: process.pid });
    held.release();
    expect(await state.passLock.current()).toBeNull();
  });

  test('a lock that cannot be signed is not kept', async () => {
    await using folder = new StateFolder(home);
    const state = await folder.open();
    await state.db.schema.dropTable('lock_holder').execute();
    await expect(state.passLock.acquire({ command: 'sync', wait: true })).rejects.toThrow();
    expect(await state.passLock.current()).toBeNull();
  });

  test('whoever is stopped while it waits stops waiting', async () => {
    await using folder = new StateFolder(home);
    const state = await folder.open();
    const held = await state.passLock.acquire({ command: 'sync', wait: true });
    const stop = new AbortController();
    const waiting = state.passLock.acquire({
      command: 'sync',
      wait: true,
      signal: stop.signal,
      onWait: () => stop.abort(new Error('stopped')),
    });
    await expect(waiting).rejects.toThrow('stopped');
    held.release();
  });

  test('processes that start at once on a new folder share one key and one state', async () => {
    await using folder = new StateFolder(home);
    await using one = await Rival.start(folder, 'a');
    await using other = await Rival.start(folder, 'b');
    await using third = await Rival.start(folder, 'c');
    const rivals = [one, other, third];
    const words = await Promise.all(rivals.map((rival) => rival.says()));
    const holder = rivals[words.indexOf('holds')];
    expect(holder).toBeDefined();
    // Who waits may have asked before the holder had signed.
    for (const word of words.filter((each) => each !== 'holds'))
      expect(word).toMatch(/^waits for /);
    await folder.open();
  });
});

const passed = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
