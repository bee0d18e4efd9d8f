import type { AmoClient } from '../../amocrm/amo-client.ts';
import type { UnknownOutcomeError } from '../../amocrm/errors/errors.ts';
import { chunks } from '../../chunks.ts';
import type { Clock } from '../../clock.ts';
import type { Meta } from '../../state/account/meta.ts';

/** What amoCRM advises for one request; it takes 250. */
const begunWith = 50;
/** Quicker answers than this let the size grow, to what would still be answered in it, … */
const quickMs = 3_000;
/** … and slower ones than this halve it: amoCRM's gateway gives up after some 30 s. */
const slowMs = 10_000;
/** So many full batches in a row must be answered quickly once amoCRM has shown that it can be asked too much. */
const growAfter = 5;

/** The size that requests have come to, and whether one of them was ever too large. */
export interface BatchSize {
  readonly size: number;
  readonly wasHalved: boolean;
}

/** The size to begin with, where at most so many rows are let into a request. */
export const batchSizeFrom = (known: BatchSize | undefined, most: number): BatchSize => ({
  size: Math.min(known?.size ?? begunWith, most),
  wasHalved: known?.wasHalved ?? false,
});

/**
 * How many rows go into one request: it grows towards what is set while amoCRM answers quickly, and is halved when its
 * gateway gives up (502, 504) or an answer takes long; from then on it only doubles, and seldom. Kept from pass to pass.
 */
export class Batches {
  readonly #most: number;
  readonly #clock: Pick<Clock, 'monotonic'>;
  #size: number;
  #wasHalved: boolean;
  #quickInARow = 0;
  #isKept = true;

  constructor(most: number, clock: Pick<Clock, 'monotonic'>, known?: BatchSize) {
    const { size, wasHalved } = batchSizeFrom(known, most);
    this.#most = most;
    this.#size = size;
    this.#wasHalved = wasHalved;
    this.#clock = clock;
  }

  get size(): number {
    return this.#size;
  }

  /** The rows in parts of the present size. */
  parts<T>(rows: readonly T[]): readonly (readonly T[])[] {
    return chunks(rows, this.#size);
  }

  /** Sends a request of so many rows, and learns from the time that its answer takes. */
  async timed<T>(
    rows: number,
    { counters }: Pick<AmoClient, 'counters'>,
    request: () => Promise<T>,
  ): Promise<T> {
    const { throttled } = counters;
    const begun = this.#clock.monotonic();
    const answer = await request();
    // A pause that amoCRM asked for says nothing about the size.
    if (counters.throttled === throttled) this.#answered(rows, this.#clock.monotonic() - begun);
    return answer;
  }

  /** Half of what failed, so that several batches that fail side by side halve the size once. */
  failed(error: UnknownOutcomeError, rows: number): void {
    if (error.status === 502 || error.status === 504) this.#halve(rows);
  }

  /** For the next pass, if anything was learnt. */
  async keep(meta: Pick<Meta, 'set'>): Promise<void> {
    if (this.#isKept) return;
    await meta.set('batchSize', { size: this.#size, wasHalved: this.#wasHalved });
    this.#isKept = true;
  }

  #answered(rows: number, ms: number): void {
    if (ms > slowMs) this.#halve(rows);
    else if (ms > quickMs) this.#quickInARow = 0;
    else if (rows >= this.#size) this.#quickInARow += 1;
    if (this.#quickInARow < (this.#wasHalved ? growAfter : 1)) return;
    // What would be answered in time if a row took as long as in this answer.
    const quick = ms > 0 ? Math.floor((rows * quickMs) / ms) : this.#most;
    const size = Math.min(this.#most, this.#wasHalved ? this.#size * 2 : quick);
    if (size > this.#size) this.#set(size);
  }

  #halve(rows: number): void {
    this.#wasHalved = true;
    this.#set(Math.min(this.#size, Math.max(1, Math.floor(rows / 2))));
  }

  #set(size: number): void {
    this.#quickInARow = 0;
    this.#size = size;
    this.#isKept = false;
  }
}
