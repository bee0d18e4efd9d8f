import type { Localized } from '../language.ts';
import { unreadableCounts } from '../sync/pass/pass-counts.ts';
import { itemWords } from './item-names.ts';

/** Of a run's counts: which values of IDENT could not be read, of how many patients, the most first. */
export function unreadableOf(
  counts: Readonly<Record<string, number>>,
): readonly { readonly subject: Localized<string>; readonly count: number }[] {
  return Object.entries(unreadableCounts(counts))
    .map(([subject, count]) => ({ subject: itemWords(subject), count }))
    .toSorted((a, b) => b.count - a.count);
}
