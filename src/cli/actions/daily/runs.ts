import { patientIdText } from '../../../contact/model/patient-key.ts';
import { subjectName } from '../../../report/rejection-reasons.ts';
import { findingText } from '../../../report/run-report.ts';
import { openIfThere, openState } from '../../../state/open-state.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { eachClinic, tellFailures } from '../../each-clinic.ts';
import { right, showTable } from '../../terminal/table.ts';
import { findingJson } from '../../views/findings-view.ts';
import { type RunRow, showRuns } from '../../views/runs-view.ts';
import { refuseGone } from './status.ts';

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

/** The latest runs of all clinics, the newest first. Whose cannot be read are named; they hide no others. */
async function runsOfAll(
  context: CliContext,
  names: readonly string[],
  limit: number,
): Promise<CommandEnd> {
  const { clock } = context;
  const { seen, failures, exit } = await eachClinic(context, names, async (clinic) => {
    const { state: where, timeZone } = await context.configOf(clinic, 'state');
    await using state = await openIfThere(where, clock);
    if (state === null) {
      await refuseGone(where, clock);
      return [];
    }
    const latest = await state.runs.latest(limit);
    return latest.map((run): RunRow => ({ run, timeZone, clinic }));
  });
  const rows = seen
    .flatMap(({ value }) => value)
    .toSorted((one, other) => other.run.startedAt - one.run.startedAt)
    .slice(0, limit);
  // Where one cannot be read, nobody knows that there were none.
  if (rows.length > 0 || failures.length === 0) showRuns(context, rows);
  const errors = tellFailures(context, failures);
  const runs = rows.map(({ clinic, run }) => ({ clinic, ...run }));
  return { result: { runs, errors }, exit };
}
