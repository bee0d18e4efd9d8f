import { coverage } from '../../../health/coverage.ts';
import type { Standing, Tone } from '../../../health/standing.ts';
import { incidentWords } from '../../../health/words/words.ts';
import { formatDuration, formatNumber, formatTime } from '../../../report/format.ts';
import type { CliContext } from '../../context.ts';
import type { Failure } from '../../ends/failure.ts';
import { right, showTable } from '../../terminal/table.ts';
import { quoted } from './quoted.ts';
import type { StatusParts } from './status-view.ts';

/** A clinic among others. */
export interface ClinicRow {
  readonly name: string;
  readonly standing: Standing;
  /** Absent: it has no state yet, or it could not be looked at. */
  readonly seen?: StatusParts;
  readonly failure?: Failure;
}

const marks: Readonly<Record<Tone, string>> = { bad: '✗', warn: '!', info: '·', good: '✓' };

/** A line for each clinic, and what is the matter with those that are not well. */
export function showClinics(context: CliContext, rows: readonly ClinicRow[]): void {
  const { output, text, language } = context;
  const { paint } = output;
  const { clinics: words } = text.status;
  const colours = { bad: paint.red, warn: paint.yellow, info: paint.dim, good: paint.green };
  const marked = ({ name, standing }: ClinicRow) =>
    colours[standing.tone](`${marks[standing.tone]} ${name}`);
  showTable(
    output,
    [words.clinic, right(words.inAmo), right(words.rejected), words.last, words.next],
    rows.map((row) => [marked(row), ...figures(context, row)]),
  );
  output.data();
  const troubled = rows.filter(({ standing }) => standing.tone !== 'good');
  for (const row of troubled) {
    output.data(marked(row));
    for (const line of matters(context, row)) output.data(`  ${line}`);
    output.data();
  }
  output.data(
    words.summary(rows.length, troubled.filter((row) => row.standing.needsPerson).length),
  );
  const [worst] = troubled.length > 0 ? troubled : rows;
  if (worst)
    output.data(paint.dim(words.more(`ident-amocrm status --clinic ${quoted(worst.name)}`)));

  function figures({ clock }: CliContext, { seen }: ClinicRow): readonly string[] {
    if (seen === undefined) return ['–', '–', '–', '–'];
    const { facts, timeZone } = seen;
    const number = (count: number) => formatNumber(count, language);
    const { inAmo, total, at } = coverage(facts);
    const { lastIncrementalAt: last, nextIncrementalAt: next } = facts;
    return [
      at === null ? '–' : words.of(number(inAmo), number(total)),
      number(facts.rejected.count),
      last === null
        ? text.status.never
        : text.status.ago(formatDuration(Math.max(clock.now() - last, 0), language)),
      next === null ? '–' : formatTime(next, timeZone, language),
    ];
  }
}

/** What a person reads of a clinic that is not well. */
function matters({ text, language }: CliContext, { seen, failure }: ClinicRow): readonly string[] {
  if (failure !== undefined) {
    return [
      `${failure.message} (${failure.code})`,
      ...indented(failure.lines ?? []),
      `→ ${failure.hint}`,
    ];
  }
  if (seen === undefined) return [text.status.clinics.notBegun];
  return seen.incidents.flatMap((incident) => {
    const { title, advice } = incidentWords(incident, { language, timeZone: seen.timeZone });
    return advice === null ? [title] : [title, `→ ${advice}`];
  });
}

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
