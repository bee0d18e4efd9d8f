import type { Language } from '../../language.ts';
import { formatNumber } from '../../report/format.ts';
import type { CliContext } from '../context.ts';

type Counted = readonly [what: string, count: number];

/** `  created   1,000`: what, and how many of it, in two columns. */
export function countedLines(counts: readonly Counted[], language: Language): readonly string[] {
  const numbers = counts.map(([, count]) => formatNumber(count, language));
  const left = Math.max(0, ...counts.map(([what]) => what.length));
  const right = Math.max(0, ...numbers.map((number) => number.length));
  return counts.map(
    ([what], at) => `  ${what.padEnd(left)}  ${(numbers[at] ?? '').padStart(right)}`,
  );
}

/** A line for each of those that there are any of. @returns these */
export function showCounts(
  { output, language }: Pick<CliContext, 'output' | 'language'>,
  counts: readonly Counted[],
): readonly Counted[] {
  const some = counts.filter(([, count]) => count > 0);
  for (const line of countedLines(some, language)) output.data(line);
  return some;
}
