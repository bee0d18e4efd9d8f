import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../src/clock.ts';
import { openState, type State } from '../../src/state/open-state.ts';

/** A folder for a state, gone at the test's end. */
export class StateFolder implements AsyncDisposable {
  readonly path = mkdtempSync(join(tmpdir(), 'ident-amocrm-state-'));
  readonly #opened: State[] = [];

  get file(): string {
    return join(this.path, 'state.db');
  }

  get keyFile(): string {
    return join(this.path, 'state.key');
  }

  async open(options: { readonly key?: string; readonly clock?: Clock } = {}): Promise<State> {
    const { file, keyFile } = this;
    const { key, clock = systemClock } = options;
    const state = await openState({ file, keyFile, ...(key === undefined ? {} : { key }) }, clock);
    this.#opened.push(state);
    return state;
  }

  /** As a process leaves it that ends in order. */
  async close(): Promise<void> {
    for (const state of this.#opened.splice(0)) await state.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    rmSync(this.path, { recursive: true, force: true });
  }
}
