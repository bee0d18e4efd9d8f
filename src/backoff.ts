/** How long to wait after one failure, and at most after many. */
export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** @param failures how many in a row; one at least. */
export const backoffMs = ({ firstMs, mostMs }: Backoff, failures: number): number =>
  Math.min(firstMs * 2 ** (failures - 1), mostMs);
