import type { HealthFacts } from './facts.ts';

/** When the last pass of whichever mode ended well: each of them says so. Null: none did yet. */
export function lastGoodPassAt(
  facts: Pick<HealthFacts, 'lastIncrementalAt' | 'lastDeepAt'>,
): number | null {
  return facts.lastIncrementalAt ?? facts.lastDeepAt;
}
