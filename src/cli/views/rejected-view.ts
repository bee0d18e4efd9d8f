import { patientIdText } from '../../contact/model/patient-key.ts';
import { formatMoment, formatNumber } from '../../report/format.ts';
import { reasonOf } from '../../report/rejection-reasons.ts';
import type { RejectedRow } from '../../state/patients/rejected.ts';
import type { CliContext } from '../context.ts';
import { right, showWrappedTable } from '../terminal/table.ts';
import { wrapped } from '../terminal/wrapped.ts';

/** Those who were rejected for one reason. */
interface RejectedGroup {
  readonly code: string;
  /** The longest in the queue first. */
  readonly rows: readonly RejectedRow[];
}

/** By reason, the most frequent first. */
export function byReason(rows: readonly RejectedRow[]): readonly RejectedGroup[] {
  return [...Map.groupBy(rows, ({ code }) => code)]
    .map(([code, own]) => ({ code, rows: own }))
    .toSorted((a, b) => b.rows.length - a.rows.length || a.code.localeCompare(b.code));
}

interface ListOptions {
  /** How many patients of each reason are named. */
  readonly limit: number;
  readonly timeZone: string;
  /** Names of databases; null where there is but one. */
  readonly sourceName: ((row: RejectedRow) => string | null) | null;
}

/** Reasons with their first patients; then each reason once more, with what to do. */
export function showRejected(
  { output, text, language }: CliContext,
  groups: readonly RejectedGroup[],
  { limit, timeZone, sourceName }: ListOptions,
): void {
  const { paint } = output;
  const words = text.rejected;
  const number = (count: number) => formatNumber(count, language);
  const { patient, field, meaning } = words.columns;
  const cells = groups.flatMap(({ rows }) =>
    rows.slice(0, limit).map((row) => {
      const reason = reasonOf(row, language);
      const source = sourceName === null ? [] : [sourceName(row) ?? ''];
      return [patientIdText(row.patientId), ...source, reason.field, reason.meaning];
    }),
  );
  const source = sourceName === null ? [] : [text.source.column];
  showWrappedTable(output, [right(patient), ...source, field, meaning], cells, 30);
  output.data();
  const count = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  output.data(paint.bold(words.count(number(count), count)));
  for (const { code, rows } of groups) {
    const [first] = rows;
    if (first === undefined) continue;
    const { advice } = reasonOf(first, language);
    output.data(wrapped(`${paint.yellow('•')} ${code}: ${advice}`, output.width, '  '));
    const since = formatMoment(first.firstAt, timeZone, language);
    output.data(paint.dim(`  ${words.group(number(rows.length), since)}`));
    const hidden = rows.length - limit;
    if (hidden > 0) output.data(paint.dim(`  ${words.more(number(hidden), code, rows.length)}`));
  }
}
