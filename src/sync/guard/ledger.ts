import type { Repositories, State } from '../../state/open-state.ts';

/** What a pass is to write down about itself as soon as it may write at all. */
export type OpeningEntry = (tx: Repositories) => Promise<void>;

/**
 * The writing of a pass once the guard has let it through. With its first write it puts down what the pass stands on,
 * as whose database it read: a pass that only looks, or is stopped, must leave nothing of the kind behind.
 */
export class PassLedger {
  readonly #state: Pick<State, 'transaction'>;
  readonly #entries: OpeningEntry[];

  constructor(state: Pick<State, 'transaction'>, entries: readonly OpeningEntry[] = []) {
    this.#state = state;
    this.#entries = [...entries];
  }

  /** Another entry for the first write; too late for a pass that has written. */
  add(entry: OpeningEntry): void {
    this.#entries.push(entry);
  }

  /** A transaction of the pass; the first of them holds the opening entries too. */
  async write<T>(work: (tx: Repositories) => Promise<T>): Promise<T> {
    const opening = [...this.#entries];
    const done = await this.#state.transaction(async (tx) => {
      for (const entry of opening) await entry(tx);
      return await work(tx);
    });
    // Batches are written side by side: what another of them put down is put down twice, and is the same.
    for (const entry of opening) this.#drop(entry);
    return done;
  }

  /** The opening entries alone, where something is about to be sent that has no note of its own. */
  async open(): Promise<void> {
    if (this.#entries.length > 0) await this.write(async () => undefined);
  }

  #drop(entry: OpeningEntry): void {
    const at = this.#entries.indexOf(entry);
    if (at >= 0) this.#entries.splice(at, 1);
  }
}
