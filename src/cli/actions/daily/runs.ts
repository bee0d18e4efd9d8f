import { patientIdText } from '../../../contact/model/patient-key.ts';
import type { Language } from '../../../language.ts';
import { formatDuration, formatMoment, formatNumber } from '../../../report/format.ts';
import { subjectName } from '../../../report/rejection-reasons.ts';
import { findingText } from '../../../report/run-report.ts';
import { openState } from '../../../state/open-state.ts';
import type { Run } from '../../../state/record/runs.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { renderTable } from '../../terminal/table.ts';
import { findingJson } from '../../views/finding-json.ts';

interface RunsOptions {
  readonly limit: number;
  readonly findings?: number;
}

export async function runs(context: CliContext, options: RunsOptions): Promise<CommandEnd> {
  const settings = await context.settings('state');
  await using state = await openState(settings.config.state, context.clock);
  if (options.findings === undefined) {
    const latest = await state.runs.latest(options.limit);
    await showRuns(context, latest, settings.config.timeZone);
    return { result: { runs: latest } };
  }
  const findings = await state.findings.ofRun(options.findings);
  const { output, text, language } = context;
  const { kind, patient, contact, subject } = text.runs.findingColumns;
  if (findings.length === 0) output.data(text.runs.noFindings);
  else {
    output.data(
      renderTable(
        [
          { title: patient, align: 'right' },
          { title: contact, align: 'right' },
          { title: subject },
          { title: kind },
        ],
        findings.map((one) => [
          one.patientId === null ? '' : patientIdText(one.patientId),
          one.contactId ?? '',
          subjectName(one.subject, language),
          findingText(one.kind)[language].label,
        ]),
        output.paint,
      ),
    );
  }
  return { result: { runId: options.findings, findings: findings.map(findingJson) } };
}

/** How often in a row, and why in words. */
function endOf({ times, errorCode, reason }: Run, language: Language): string {
  const often = times > 1 ? ` ×${formatNumber(times, language)}` : '';
  const why = reason === null ? '' : `: ${reason[language].message}`;
  return errorCode === null ? often : `${often} ${errorCode}${why}`;
}

async function showRuns(
  { output, text, language }: CliContext,
  latest: readonly Run[],
  timeZone: string,
): Promise<void> {
  const { columns, modes, outcomes, none } = text.runs;
  const { paint } = output;
  if (latest.length === 0) return output.data(none);
  const paintOf = (run: Run) => {
    if (run.outcome === 'ok') return paint.green;
    return run.outcome === 'failed' || run.outcome === 'stopped' ? paint.red : paint.yellow;
  };
  const number = (run: Run, name: string) => formatNumber(run.counts[name] ?? 0, language);
  const { id, started, mode, duration, outcome, created, updated, rejected, requests } = columns;
  output.data(
    renderTable(
      [
        { title: id, align: 'right' },
        ...[started, mode].map((title) => ({ title })),
        { title: duration, align: 'right' },
        ...[created, updated, rejected, requests].map(
          (title) => ({ title, align: 'right' }) as const,
        ),
        { title: outcome },
      ],
      latest.map((run) => [
        run.id,
        formatMoment(run.startedAt, timeZone, language),
        modes[run.mode] ?? run.mode,
        run.endedAt === null ? '' : formatDuration(run.endedAt - run.startedAt, language),
        ...['created', 'updated', 'rejected', 'requests'].map((name) => number(run, name)),
        paintOf(run)(outcomes[run.outcome]) + endOf(run, language),
      ]),
      paint,
    ),
  );
}
