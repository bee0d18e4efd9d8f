import { isThere, openState } from '../../../../state/open-state.ts';
import type { CommandEnd } from '../../../command.ts';
import type { CliContext } from '../../../context.ts';
import { eachClinic } from '../../../each-clinic.ts';
import { type RunRow, showRuns } from '../../../views/runs-view.ts';
import { refuseGone } from '../status/one-clinic.ts';

/** The latest runs of all clinics, the newest first. Whose cannot be read are named; they hide no others. */
export async function runsOfAll(
  context: CliContext,
  names: readonly string[],
  limit: number,
): Promise<CommandEnd> {
  const { clock, output } = context;
  const { seen, failures, exit } = await eachClinic(context, names, async (clinic) => {
    const { state: where, timeZone } = await context.configOf(clinic, 'state');
    if (!(await isThere(where))) {
      await refuseGone(where, clock);
      return [];
    }
    await using state = await openState(where, clock);
    const latest = await state.runs.latest(limit);
    return latest.map((run): RunRow => ({ run, timeZone, clinic }));
  });
  const rows = seen
    .flatMap(({ value }) => value)
    .toSorted((one, other) => other.run.startedAt - one.run.startedAt)
    .slice(0, limit);
  // Where one cannot be read, nobody knows that there were none.
  if (rows.length > 0 || failures.length === 0) showRuns(context, rows);
  for (const { clinic, failure } of failures) {
    output.alarm(`${clinic}: ${failure.message} (${failure.code})`);
    output.alarm(`  → ${failure.hint}`);
  }
  const runs = rows.map(({ clinic, run }) => ({ clinic, ...run }));
  const errors = failures.map(({ clinic, failure: { code, message, hint } }) => ({
    clinic,
    code,
    message,
    hint,
  }));
  return { result: { runs, errors }, ...(exit === undefined ? {} : { exit }) };
}
