import type { AmoClient } from '../../amocrm/amo-client.ts';
import type { UnknownOutcomeError } from '../../amocrm/errors/errors.ts';
import { chunks } from '../../chunks.ts';
import type { Clock } from '../../clock.ts';

/** amoCRM's gateway gives up after some 30 s: what comes near it is too much at once. */
const slowMs = 10_000;
/** So many full batches in a row must go well before more is tried. */
const growAfter = 5;

/**
 * How many rows go into one request: halved when amoCRM's gateway gives up on one (502, 504) or an answer takes long,
 * doubled again, up to what is set, while all goes well.
 */
export class Batches {
  readonly #most: number;
  readonly #clock: Pick<Clock, 'monotonic'>;
  #size: number;
  #wellInARow = 0;

  constructor(size: number, clock: Pick<Clock, 'monotonic'>) {
    this.#most = size;
    this.#size = size;
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

  #answered(rows: number, ms: number): void {
    if (ms > slowMs) this.#halve(rows);
    else if (rows >= this.#size) this.#wellInARow += 1;
    if (this.#wellInARow < growAfter) return;
    this.#wellInARow = 0;
    this.#size = Math.min(this.#most, this.#size * 2);
  }

  #halve(rows: number): void {
    this.#wellInARow = 0;
    this.#size = Math.min(this.#size, Math.max(1, Math.floor(rows / 2)));
  }
}
