import { formatNumber } from '../../../report/format.ts';
import { runWords } from '../../../report/run-words.ts';
import type { PassResult } from '../../../sync/pass/run-pass.ts';
import { visitCountNames } from '../../../sync/visits/pass/visit-counts.ts';
import type { CliContext } from '../../context.ts';
import { countedLines } from '../counted.ts';

interface VisitsPass {
  readonly deals: Readonly<Record<string, number>>;
  readonly dryRun: boolean;
}

/** What became of deals, or would. */
export function showVisitsPass(
  context: CliContext,
  { requests, runId, findings }: PassResult,
  { deals, dryRun }: VisitsPass,
): void {
  const { output, text, language } = context;
  const words = text.visits.sync;
  const names = runWords[language].counts;
  const shown = visitCountNames.flatMap((name): [string, number][] => {
    const count = deals[name] ?? 0;
    return count > 0 ? [[names[name], count]] : [];
  });
  output.data(dryRun ? words.wouldBe : words.done);
  for (const line of countedLines(shown, language)) output.data(line);
  if (shown.length === 0) output.data(words.nothing);
  output.data(output.paint.dim(text.sync.requests(formatNumber(requests, language))));
  if (dryRun) output.data(words.onlyShown);
  if (findings.length > 0) output.talk(output.talkPaint.dim(text.sync.seeRuns(runId)));
}
