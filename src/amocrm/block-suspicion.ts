import { RateBlockedError } from './errors.ts';

/**
 * An HTML 403 to a write is amoCRM's block of the address, or a front that dislikes something in this body. One reading
 * tells; writes that were refused side by side share its answer, since more requests only lengthen a block.
 */
export class BlockSuspicion {
  readonly #look: (token: string) => Promise<number | null>;
  #under: Promise<number | null> | null = null;

  /** @param look asks amoCRM; until when it has blocked us, wall ms, or null: it has not. */
  constructor(look: (token: string) => Promise<number | null>) {
    this.#look = look;
  }

  /** @returns until when we are blocked, wall ms; null: it was about the body. */
  async examine(token: string): Promise<number | null> {
    this.#under ??= this.#look(token)
      .catch((error: unknown) => {
        // Somebody else has found out meanwhile.
        if (error instanceof RateBlockedError) return error.until;
        throw error;
      })
      .finally(() => {
        this.#under = null;
      });
    return await this.#under;
  }
}
