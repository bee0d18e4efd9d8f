import type { UnknownOutcomeError } from '../amocrm/errors.ts';

/** How many rows go into one request: halved when amoCRM's gateway gives up on one (502, 504). */
export class Batches {
  #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  /** The rows in parts of the present size. */
  parts<T>(rows: readonly T[]): readonly (readonly T[])[] {
    const parts: T[][] = [];
    for (let at = 0; at < rows.length; at += this.#size)
      parts.push(rows.slice(at, at + this.#size));
    return parts;
  }

  /** Half of what failed, so that several batches that fail side by side halve the size once. */
  failed(error: UnknownOutcomeError, rows: number): void {
    if (error.status !== 502 && error.status !== 504) return;
    this.#size = Math.min(this.#size, Math.max(1, Math.floor(rows / 2)));
  }
}
