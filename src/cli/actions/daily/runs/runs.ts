import { patientIdText } from '../../../../contact/model/patient-key.ts';
import { subjectName } from '../../../../report/rejection-reasons.ts';
import { findingText } from '../../../../report/run-report.ts';
import { openState } from '../../../../state/open-state.ts';
import type { CommandEnd } from '../../../command.ts';
import type { CliContext } from '../../../context.ts';
import { right, showTable } from '../../../terminal/table.ts';
import { findingJson } from '../../../views/findings/finding-json.ts';
import { showRuns } from '../../../views/runs-view.ts';
import { runsOfAll } from './all-clinics.ts';

interface RunsOptions {
  readonly limit: number;
  readonly findings?: number;
}

/** The latest runs, or what one of them found. Where several clinics are meant: the latest of all of them. */
export async function runs(context: CliContext, options: RunsOptions): Promise<CommandEnd> {
  const clinics = options.findings === undefined ? await context.undecidedClinics() : null;
  if (clinics !== null) return await runsOfAll(context, clinics, options.limit);
  const settings = await context.settings('state');
  await using state = await openState(settings.config.state, context.clock);
  if (options.findings === undefined) {
    const latest = await state.runs.latest(options.limit);
    const { timeZone } = settings.config;
    showRuns(
      context,
      latest.map((run) => ({ run, timeZone })),
    );
    return { result: { runs: latest } };
  }
  const findings = await state.findings.ofRun(options.findings);
  const { output, text, language } = context;
  const { kind, patient, contact, subject } = text.runs.findingColumns;
  if (findings.length === 0) output.data(text.runs.noFindings);
  else {
    showTable(
      output,
      [right(patient), right(contact), subject, kind],
      findings.map((one) => [
        one.patientId === null ? '' : patientIdText(one.patientId),
        one.contactId ?? '',
        subjectName(one.subject, language),
        findingText(one.kind)[language].label,
      ]),
    );
  }
  return { result: { runId: options.findings, findings: findings.map(findingJson) } };
}
