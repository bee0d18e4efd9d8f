import type { Language } from '../../language.ts';
import { formatDuration, formatMoment, formatNumber } from '../../report/format.ts';
import type { Run } from '../../state/record/runs.ts';
import type { CliContext } from '../context.ts';
import { right, showTable } from '../terminal/table.ts';

/** How often in a row, and why in words. */
function endOf({ times, errorCode, reason }: Run, language: Language): string {
  const often = times > 1 ? ` ×${formatNumber(times, language)}` : '';
  const why = reason === null ? '' : `: ${reason[language].message}`;
  return errorCode === null ? often : `${often} ${errorCode}${why}`;
}

/** A run, by the clock of its clinic. */
export interface RunRow {
  readonly run: Run;
  readonly timeZone: string;
  /** Absent: there is only one, or one is meant. */
  readonly clinic?: string;
}

/** A line for each run. */
export function showRuns({ output, text, language }: CliContext, latest: readonly RunRow[]): void {
  const { columns, modes, outcomes, none } = text.runs;
  const names = latest.some(({ clinic }) => clinic !== undefined);
  const { paint } = output;
  if (latest.length === 0) {
    output.data(none);
    return;
  }
  const paintOf = (run: Run) => {
    if (run.outcome === 'ok') return paint.green;
    return run.outcome === 'failed' || run.outcome === 'stopped' ? paint.red : paint.yellow;
  };
  const number = (run: Run, name: string) => formatNumber(run.counts[name] ?? 0, language);
  // On a narrow terminal counts stand below the signs that plans have, and requests are left out.
  const isNarrow = output.width < 110;
  const counted = ['created', 'updated', 'rejected', ...(isNarrow ? [] : ['requests'])];
  const { id, started, mode, duration, outcome, created, updated, rejected, requests } = columns;
  showTable(
    output,
    [
      ...(names ? [text.status.clinics.clinic] : []),
      ...[right(id), started, mode, right(duration)],
      ...(isNarrow ? ['+', '~', '!'] : [created, updated, rejected, requests]).map(right),
      outcome,
    ],
    latest.map(({ run, timeZone, clinic = '' }) => [
      ...(names ? [clinic] : []),
      run.id,
      formatMoment(run.startedAt, timeZone, language),
      modes[run.mode] ?? run.mode,
      run.endedAt === null ? '' : formatDuration(run.endedAt - run.startedAt, language),
      ...counted.map((name) => number(run, name)),
      paintOf(run)(outcomes[run.outcome]) + endOf(run, language),
    ]),
  );
}
