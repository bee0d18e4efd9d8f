import { RateBlockedError } from '../errors/errors.ts';

/** One bad row among 250 at the worst place is found by 9 bodies in a row, two beside each other by 10. */
const mostInARow = 12;

/**
 * An HTML 403 to a write is amoCRM's block of the address, or a front that dislikes something in this body. One reading
 * tells; writes that were refused side by side share its answer, since more requests only lengthen a block.
 */
export class BlockSuspicion {
  #under: Promise<number | null> | null = null;
  #refusedInARow = 0;

  /** Whatever is written is refused: that is a block, though it lets readings through. */
  get isCertain(): boolean {
    return this.#refusedInARow >= mostInARow;
  }

  /** A write got through. */
  allay(): void {
    this.#refusedInARow = 0;
  }

  /**
   * @param look asks amoCRM; until when it has blocked us, wall ms, or null: it has not.
   * @returns until when we are blocked, wall ms; null: it was about the body.
   */
  async examine(look: () => Promise<number | null>): Promise<number | null> {
    this.#under ??= look()
      .catch((error: unknown) => {
        // Somebody else has found out meanwhile.
        if (error instanceof RateBlockedError) return error.until;
        throw error;
      })
      .finally(() => {
        this.#under = null;
      });
    const blockedUntil = await this.#under;
    this.#refusedInARow = blockedUntil === null ? this.#refusedInARow + 1 : 0;
    return blockedUntil;
  }
}
