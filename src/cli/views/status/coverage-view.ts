import { coverage } from '../../../health/coverage.ts';
import type { HealthFacts } from '../../../health/facts.ts';
import { coverageWords } from '../../../health/words/coverage.ts';
import type { CliContext } from '../../context.ts';

/** How many patients are in amoCRM, why the others are not, and the same of each source. */
export function showCoverage(
  { output, language }: CliContext,
  facts: HealthFacts,
  timeZone: string,
): void {
  const { paint } = output;
  const whole = coverage(facts);
  const wording = { language, timeZone };
  const { title, asOf, outside } = coverageWords(whole, wording);
  const isKnown = whole.at !== null && !whole.isOld;
  output.data(isKnown ? paint.bold(title) : paint.dim(title));
  output.data(paint.dim(asOf));
  if (outside.length > 0) output.data(`  ${outside.join(', ')}`);
  if (whole.sources.length > 1) {
    for (const one of whole.sources) {
      const words = coverageWords(one, wording);
      const why = words.outside.length === 0 ? '' : ` (${words.outside.join(', ')})`;
      output.data(`  ${one.name}: ${words.title}${why}`);
    }
  }
  output.data();
}
