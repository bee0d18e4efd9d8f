/** A deal's price, and what its visit's bills come to. */
interface Prices {
  /** Null: empty. */
  readonly there: number | null;
  /** Null: it cannot be told. */
  readonly wanted: number | null;
  /** Whether what is there is what we wrote last. */
  readonly isOurs: boolean;
}

/**
 * The price to write; null: none is. It is written over none, over 0, and over the one that we wrote last; a person's stays
 * for ever.
 */
export function priceToWrite({ there, wanted, isOurs }: Prices): number | null {
  const isTheirs = there !== null && there !== 0 && !isOurs;
  return isTheirs || wanted === (there ?? 0) ? null : wanted;
}
