import { type PatientId, patientIdText } from '../../contact/model/patient-key.ts';
import { formatDuration, formatMoment, formatNumber } from '../../report/format.ts';
import { subjectName } from '../../report/rejection-reasons.ts';
import { findingText, type RunReport } from '../../report/run-report.ts';
import { silenceOf } from '../../report/run-words.ts';
import type { Finding, Findings } from '../../state/record/findings.ts';
import type { Run } from '../../state/record/runs.ts';
import type { CliContext } from '../context.ts';
import { right, showTable } from '../terminal/table.ts';
import { showCounts } from './counted.ts';
import { unreadableLines } from './findings-view.ts';

/** How many rows of a kind a terminal is shown. */
const shown = 100;

export async function showReport(
  context: CliContext,
  findings: Findings,
  { run, kinds }: RunReport,
  clinic: {
    readonly timeZone: string;
    /** Absent: the clinic has but one database. */
    readonly sourceName?: (id: PatientId) => string | null;
  },
): Promise<void> {
  const { output, text, language } = context;
  if (output.json) return;
  const { timeZone, sourceName } = clinic;
  const { paint } = output;
  showHead(context, run, timeZone);
  const words = text.runs.report;
  if (kinds.length === 0) return output.data(words.silence[silenceOf(run)]);
  for (const severity of ['attention', 'done'] as const) {
    const ofIt = kinds.filter((one) => one.severity === severity);
    if (ofIt.length === 0) continue;
    output.data();
    output.data(paint.bold(words[severity]));
    for (const { kind, count } of ofIt) {
      const { label, advice } = findingText(kind)[language];
      output.data();
      output.data(`${paint.yellow('•')} ${label}: ${formatNumber(count, language)}`);
      if (advice !== '') output.data(paint.dim(`  ${advice}`));
      for await (const page of findings.pages(run.id, kind)) {
        showRows(context, page.slice(0, shown), sourceName);
        break;
      }
      if (count > shown) {
        output.data(paint.dim(words.more(formatNumber(count - shown, language), run.id)));
      }
    }
  }
}

function showHead(context: CliContext, run: Run, timeZone: string): void {
  const { output, text, language } = context;
  const { modes, outcomes, report } = text.runs;
  const moment = formatMoment(run.startedAt, timeZone, language);
  const title = report.title(modes[run.mode] ?? run.mode, run.id, moment);
  const code = run.errorCode === null ? '' : ` ${run.errorCode}`;
  const times = run.times > 1 ? ` ×${formatNumber(run.times, language)}` : '';
  const took = run.endedAt === null ? [] : [formatDuration(run.endedAt - run.startedAt, language)];
  const rest = [...took, `${outcomes[run.outcome]}${times}${code}`].join(', ');
  output.data(`${output.paint.bold(title)} — ${rest}`);
  if (run.reason !== null) {
    const { message, hint } = run.reason[language];
    for (const line of [message, hint]) if (line !== '') output.data(line);
  }
  showCounts(
    context,
    Object.entries(text.sync.counts).map(([name, what]) => [what, run.counts[name] ?? 0]),
  );
  for (const line of unreadableLines(run.counts, context)) output.data(line);
}

function showRows(
  { output, text, language }: CliContext,
  findings: readonly Finding[],
  sourceName: ((id: PatientId) => string | null) | undefined,
): void {
  const { patient, contact, subject, source } = text.runs.report.columns;
  showTable(
    output,
    [right(patient), right(contact), subject, ...(sourceName ? [source] : [])],
    findings.map((one) => [
      one.patientId === null ? '' : patientIdText(one.patientId),
      one.contactId ?? '',
      subjectName(one.subject, language),
      ...(sourceName ? [(one.patientId && sourceName(one.patientId)) ?? ''] : []),
    ]),
    '  ',
  );
}
