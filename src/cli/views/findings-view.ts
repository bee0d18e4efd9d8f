import { patientIdJson } from '../../contact/model/patient-key.ts';
import { formatNumber } from '../../report/format.ts';
import { itemWords } from '../../report/item-names.ts';
import { findingText } from '../../report/run-report.ts';
import { type NamedSource, namedPatient } from '../../report/source-name.ts';
import { unreadableOf } from '../../report/unreadable.ts';
import type { Finding } from '../../state/record/findings.ts';
import type { PassResult } from '../../sync/pass/run-pass.ts';
import type { CliContext } from '../context.ts';

/** How many of a kind are named. */
const named = 5;

/** Findings by kind: what it means, how many, and the first ids. */
export function findingLines(
  { findingCounts, findings }: Pick<PassResult, 'findingCounts' | 'findings'>,
  { text, language, output }: Pick<CliContext, 'text' | 'language' | 'output'>,
  /** The databases of the clinic. */
  databases: readonly NamedSource[],
): readonly string[] {
  const { pass } = text;
  return Object.entries(findingCounts).flatMap(([kind, count]) => {
    const first = findings.filter((finding) => finding.kind === kind).slice(0, named);
    const ids = first.map(({ patientId, contactId, subject }) =>
      // What concerns the account as a whole names its field.
      patientId === null && contactId === null
        ? itemWords(subject ?? '')[language]
        : pass.pairIds(patientId && namedPatient(databases, patientId), contactId),
    );
    if (count > named) ids.push(pass.andMore(formatNumber(count - named, language)));
    const { label, advice } = findingText(kind)[language];
    return [
      `${output.paint.yellow('•')} ${label}: ${formatNumber(count, language)}`,
      ...(advice === '' ? [] : [output.paint.dim(`  ${advice}`)]),
      output.paint.dim(`  ${ids.join('; ')}`),
    ];
  });
}

/** Which values of IDENT could not be read, field by field, in one line; none when all could. */
export function unreadableLines(
  counts: Readonly<Record<string, number>>,
  { text, language, output }: Pick<CliContext, 'text' | 'language' | 'output'>,
): readonly string[] {
  const list = unreadableOf(counts).map(
    ({ subject, count }) => `${subject[language]} (${formatNumber(count, language)})`,
  );
  return list.length > 0 ? [output.paint.yellow(text.pass.unreadable(list.join(', ')))] : [];
}

/** A finding with its patient's id as people know it. */
export const findingJson = <F extends Finding>({ patientId, ...rest }: F) => ({
  ...rest,
  patientId: patientId === null ? null : patientIdJson(patientId),
});
