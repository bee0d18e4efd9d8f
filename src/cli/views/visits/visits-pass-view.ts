import { formatNumber } from '../../../report/format.ts';
import { runWords } from '../../../report/run-words.ts';
import type { PassResult } from '../../../sync/pass/run-pass.ts';
import { visitCountNames } from '../../../sync/visits/pass/visit-counts.ts';
import type { CliContext } from '../../context.ts';
import { showCounts } from '../counted.ts';

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
  output.data(dryRun ? words.wouldBe : words.done);
  const shown = showCounts(
    context,
    visitCountNames.map((name) => [names[name], deals[name] ?? 0]),
  );
  if (shown.length === 0) output.data(words.nothing);
  output.data(output.paint.dim(text.sync.requests(formatNumber(requests, language))));
  if (dryRun) output.data(words.onlyShown);
  if (findings.length > 0) output.talk(output.talkPaint.dim(text.sync.seeRuns(runId)));
}
