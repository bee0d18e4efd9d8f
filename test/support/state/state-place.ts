import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../src/clock.ts';
import type { StateKeySource } from '../../../src/state/file/state-key.ts';
import { openState, type State } from '../../../src/state/open-state.ts';
import type { StateServer } from '../../../src/state/postgres/server.ts';
import { FileSlotStore } from '../../../src/state/processes/slot-store.ts';
import { type Home, homes, TestSchema } from '../postgres/test-schema.ts';

/** Where the states of this run live, unless a test says otherwise: `STATE_HOME`. */
export function homeOfRun(): Home {
  const named = process.env['STATE_HOME'] ?? 'SQLite';
  const home = homes.find((one) => one === named);
  if (home === undefined) throw new Error(`STATE_HOME is one of ${homes.join(', ')}`);
  return home;
}

/** Where a state lives, and what may become of it there. */
export class StatePlace implements AsyncDisposable {
  readonly source: StateKeySource;
  readonly #schema: TestSchema | null;

  private constructor(folder: string, schema: TestSchema | null, server = schema?.server) {
    this.#schema = schema;
    const [file, keyFile] = [join(folder, 'state.db'), join(folder, 'state.key')];
    this.source = { file, keyFile, ...(server !== undefined && { server }) };
  }

  /** On a server of the test's own, which keeps and loses it as it likes. */
  static on(server: StateServer, folder: string): StatePlace {
    return new StatePlace(folder, null, server);
  }

  static async in(folder: string, home: Home = homeOfRun()): Promise<StatePlace> {
    return new StatePlace(folder, home === 'SQLite' ? null : await TestSchema.take());
  }

  async open(clock: Clock): Promise<State> {
    return await openAt(this.source, clock);
  }

  /** Keeps a copy, as a backup of the machine would. */
  async save(): Promise<void> {
    await this.#schema?.keepCopy();
    const { file } = this.source;
    if (this.#schema === null) copyFiles(file, `${file}.saved`);
  }

  /** Nobody has it open. */
  async lose(): Promise<void> {
    await this.#schema?.empty();
    const { file } = this.source;
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  }

  /** The copy, in its place. Nobody has it open. */
  async putBack(): Promise<void> {
    await this.lose();
    await this.#schema?.putCopyBack();
    const { file } = this.source;
    if (this.#schema === null) copyFiles(`${file}.saved`, file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#schema?.giveBack();
  }
}

/**
 * A state whose limiter keeps its times in a file: a server's own clock is nobody's who lives in virtual or quicker time.
 */
export async function openAt(source: StateKeySource, clock: Clock): Promise<State> {
  const state = await openState(source, clock);
  if (source.server === undefined) return state;
  const slots = new FileSlotStore(`${source.file}.pace`, {
    now: () => ({ monotonic: clock.monotonic(), wall: clock.now() }),
    memory: () => ({ wasUsed: false, isBlocked: false }),
  });
  const close = async () => {
    slots.close();
    await state.close();
  };
  return { ...state, slots, close, [Symbol.asyncDispose]: close };
}

/** A consistent copy: what stands in the write-ahead log belongs to it. */
function copyFiles(from: string, to: string): void {
  for (const end of ['', '-wal']) {
    if (existsSync(from + end)) copyFileSync(from + end, to + end);
    else rmSync(to + end, { force: true });
  }
}
