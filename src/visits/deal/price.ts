/** What becomes of a deal's price. */
export type PriceWrite =
  | { readonly price: 'stays' }
  /** Another one typed it. */
  | { readonly price: 'left' }
  /** `fell`: the bills come to less than they did. */
  | { readonly price: 'written'; readonly value: number; readonly fell: boolean };

/** A price is written over none, over 0, and over the one that we wrote last; a person's stays for ever. */
export function priceWrite({
  there,
  wanted,
  isOurs,
}: {
  /** Null: empty. */
  readonly there: number | null;
  /** Null: it cannot be told. */
  readonly wanted: number | null;
  /** Whether what is there is what we wrote last. */
  readonly isOurs: boolean;
}): PriceWrite {
  if (wanted === null || wanted === (there ?? 0)) return { price: 'stays' };
  if (there !== null && there !== 0 && !isOurs) return { price: 'left' };
  return { price: 'written', value: wanted, fell: wanted < (there ?? 0) };
}
