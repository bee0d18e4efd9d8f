import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../src/clock.ts';
import { openState, type State } from '../../src/state/open-state.ts';
import type { StateServer } from '../../src/state/postgres/server.ts';
import { type Home, TestSchema } from '../support/postgres/test-schema.ts';

/** A folder for a state, and a schema where it lives on a server; gone at the test's end. */
export class StateFolder implements AsyncDisposable {
  readonly #home: Home;
  #schema: TestSchema | null = null;
  readonly path = mkdtempSync(join(tmpdir(), 'ident-amocrm-state-'));
  readonly #opened: State[] = [];

  constructor(home: Home = 'SQLite') {
    this.#home = home;
  }

  get file(): string {
    return join(this.path, 'state.db');
  }

  get keyFile(): string {
    return join(this.path, 'state.key');
  }

  async open(options: { readonly key?: string; readonly clock?: Clock } = {}): Promise<State> {
    const { file, keyFile } = this;
    const { key, clock = systemClock } = options;
    const server = await this.onServer();
    const source = { file, keyFile, ...(key !== undefined && { key }), ...(server && { server }) };
    const state = await openState(source, clock);
    this.#opened.push(state);
    return state;
  }

  /** Null: it lives in a file. */
  async onServer(): Promise<StateServer | null> {
    if (this.#home === 'SQLite') return null;
    this.#schema ??= await TestSchema.take();
    return this.#schema.server;
  }

  /** A statement as whoever looks after the server. */
  async admin(text: string): Promise<readonly object[]> {
    await this.onServer();
    return (await this.#schema?.sql(text)) ?? [];
  }

  /** As a process leaves it that ends in order. */
  async close(): Promise<void> {
    for (const state of this.#opened.splice(0)) await state.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    await this.#schema?.giveBack();
    rmSync(this.path, { recursive: true, force: true });
  }
}
