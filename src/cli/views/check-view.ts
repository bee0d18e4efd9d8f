import { formatMoment, formatNumber } from '../../report/format.ts';
import type { StateCheck } from '../../state/check/check-state.ts';
import type { StateFinding } from '../../state/check/state-flaw.ts';
import type { CliContext } from '../context.ts';

export function showCheck(context: CliContext, check: StateCheck, timeZone: string): void {
  const { output, text, language } = context;
  const { paint } = output;
  const words = text.state;
  const rows: (readonly [string, string])[] = [
    [words.file, check.file],
    [words.size, megabytes(check.bytes, context)],
    [words.wal, megabytes(check.walBytes, context)],
  ];
  if (check.links !== null) rows.push([words.links, formatNumber(check.links, language)]);
  if (check.forgotten) rows.push([words.forgotten, formatNumber(check.forgotten, language)]);
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) output.data(`${paint.dim(name.padEnd(width))}  ${value}`);
  output.data();
  for (const finding of check.findings) output.data(line(finding));
  output.data(check.ok ? paint.green(words.fine) : paint.red(words.bad));

  function line({ flaw, severity, count, since, subject }: StateFinding): string {
    const mark = severity === 'problem' ? paint.red(words.problem) : paint.yellow(words.note);
    const details = [
      ...(count > 1 ? [formatNumber(count, language)] : []),
      ...(since === undefined ? [] : [words.since(formatMoment(since, timeZone, language))]),
      ...(subject === undefined ? [] : [subject]),
    ];
    return `${mark}  ${words.flaws[flaw]}${details.length > 0 ? ` (${details.join('; ')})` : ''}`;
  }
}

export function megabytes(bytes: number, { text, language }: CliContext): string {
  return text.state.bytes(formatNumber(Math.round(bytes / 104_857.6) / 10, language));
}
