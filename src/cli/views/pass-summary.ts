import { type ExitCode, exitCode } from '../../app-error.ts';
import { formatDuration, formatNumber } from '../../report/format.ts';
import type { NamedSource } from '../../report/source-name.ts';
import type { PassResult } from '../../sync/pass/run-pass.ts';
import type { CliContext } from '../context.ts';
import { showCounts } from './counted.ts';
import { findingLines, unreadableLines } from './findings-view.ts';

/** What a person needs to know of a pass that has ended. */
export function showPass(
  context: CliContext,
  result: PassResult,
  databases: readonly NamedSource[],
): void {
  const { output, text, language } = context;
  const { paint } = output;
  const words = text.sync;
  const { counts, mode, reason, durationMs, requests, runId } = result;
  const read = counts['read'] ?? 0;
  const title =
    reason === null
      ? words.modes[mode]
      : words.because(words.modes[mode], text.pass.reasons[reason] ?? reason);
  const done = words.done(formatNumber(read, language), read, formatDuration(durationMs, language));
  output.data(`${paint.bold(title)} — ${done}`);
  const shown = showCounts(
    context,
    Object.entries(words.counts).map(([name, what]) => [what, counts[name] ?? 0]),
  );
  for (const line of unreadableLines(counts, context)) output.data(line);
  if (shown.every(([what]) => quiet(words).includes(what))) output.data(words.nothing[mode]);
  output.data(paint.dim(words.requests(formatNumber(requests, language))));
  if (result.findings.length > 0) {
    output.data();
    for (const line of findingLines(result, context, databases)) output.data(line);
    output.talk(output.talkPaint.dim(words.seeRuns(runId)));
  }
  if ((counts['rejected'] ?? 0) + (counts['waiting'] ?? 0) > 0) output.talk(words.rejectedHint);
  if ((counts['uncertain'] ?? 0) > 0) output.talk(words.uncertainHint);
}

/** What tells of no difference between the two sides. */
const quiet = ({ counts }: CliContext['text']['sync']): readonly string[] => [
  counts.unchanged,
  counts.forgotten,
  counts.outside,
  counts.unparsedPhones,
  counts.cutTexts,
  counts.leftOutPhones,
  counts.leftOutEmails,
  counts.unknownConsents,
  counts.severalPlans,
  counts.unreadable,
];

/** The same for programs. */
export function passJson({ counts, findingCounts, ...result }: PassResult): object {
  const { mode, reason, requests, durationMs, runId } = result;
  return { mode, reason, ...counts, requests, durationMs, runId, findings: findingCounts };
}

/** Rows that were to be written and are not. */
const unwritten = [
  ...(['rejected', 'waiting', 'uncertain', 'postponed'] as const),
  ...(['dealsRejected', 'dealsUncertain', 'dealsPostponed', 'dealsStopped'] as const),
  ...(['dealsUnread', 'dealsResting', 'dealsBeside'] as const),
];

/** Warnings and mere findings are no failure; rows that were not written are told by the exit code. */
export function passExit({ counts }: PassResult): ExitCode {
  const open = unwritten.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  return open > 0 ? exitCode.rowsNotWritten : exitCode.ok;
}
