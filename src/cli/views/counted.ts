import type { Language } from '../../language.ts';
import { formatNumber } from '../../report/format.ts';

/** `  created   1,000`: what, and how many of it, in two columns. */
export function countedLines(
  counts: readonly (readonly [what: string, count: number])[],
  language: Language,
): readonly string[] {
  const numbers = counts.map(([, count]) => formatNumber(count, language));
  const left = Math.max(0, ...counts.map(([what]) => what.length));
  const right = Math.max(0, ...numbers.map((number) => number.length));
  return counts.map(
    ([what], at) => `  ${what.padEnd(left)}  ${(numbers[at] ?? '').padStart(right)}`,
  );
}
