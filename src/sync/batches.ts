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

  failed(error: UnknownOutcomeError): void {
    if (error.status === 502 || error.status === 504)
      this.#size = Math.max(1, Math.floor(this.#size / 2));
  }
}
