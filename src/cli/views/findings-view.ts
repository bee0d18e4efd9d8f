import type { Finding } from '../../state/runs.ts';
import type { CliContext } from '../context.ts';
import { formatNumber } from '../locale/format.ts';

/** How many of a kind are named. */
const named = 5;

/** How often each kind was found. */
export function findingCounts(findings: readonly Finding[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Findings by kind: what it means, how many, and the first ids. */
export function findingLines(
  findings: readonly Finding[],
  { text, language, output }: Pick<CliContext, 'text' | 'language' | 'output'>,
): readonly string[] {
  const { pass } = text;
  return Object.entries(findingCounts(findings)).flatMap(([kind, count]) => {
    const first = findings.filter((finding) => finding.kind === kind).slice(0, named);
    const ids = first.map(({ patientId, contactId }) => pass.pairIds(patientId, contactId));
    if (count > named) ids.push(pass.andMore(formatNumber(count - named, language)));
    return [
      `${output.paint.yellow('•')} ${pass.findings[kind] ?? kind}: ${formatNumber(count, language)}`,
      output.paint.dim(`  ${ids.join('; ')}`),
    ];
  });
}
