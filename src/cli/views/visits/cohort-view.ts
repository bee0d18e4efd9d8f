import { cohortWords } from '../../../report/cohort/cohort-words.ts';
import { formatMoment, formatNumber } from '../../../report/format.ts';
import {
  type CohortCounts,
  type CohortGroup,
  cohortEnds,
  cohortSteps,
  notCountedReasons,
} from '../../../visits/cohort/cohort-counts.ts';
import type { CohortReport } from '../../../visits/cohort/cohort-report.ts';
import type { CliContext } from '../../context.ts';
import { countedLines, showCounts } from '../counted.ts';

export type CohortBy = 'source' | 'branch';

type Shown = Pick<CliContext, 'output' | 'text' | 'language'>;

/** How far visits booked in a period have come, with what has to stand beside such figures. */
export function showCohort(
  context: Shown,
  report: CohortReport,
  { by, timeZone }: { readonly by: CohortBy | undefined; readonly timeZone: string },
): void {
  const { output, text, language } = context;
  const words = cohortWords[language];
  const own = text.visits.cohort;
  const { from, to, at, total, notCounted, untold, paidIs } = report;
  output.data(output.paint.bold(own.title(from, to, formatMoment(at, timeZone, language))));
  showLeads(context, report.leads);
  const share = (count: number) => percent(count, total.booked);
  const lines = [...cohortSteps, ...cohortEnds, 'noShow' as const].flatMap((name) => {
    const count = total[name];
    return count === null ? [] : [[words.counts[name], count] as const];
  });
  const shares = lines.map(([, count], at) => (at === 0 ? '' : share(count)));
  for (const [at, line] of countedLines(lines, language).entries())
    output.data(`${line}  ${shares[at]?.padStart(5) ?? ''}`.trimEnd());
  const groups = by === 'source' ? report.bySource : report.byBranch;
  if (by !== undefined && groups.length > 0) showGroups(context, by, groups);
  if (notCountedReasons.some((reason) => notCounted[reason] > 0)) output.data(own.notCounted);
  showCounts(
    context,
    notCountedReasons.map((reason) => [words.notCounted[reason], notCounted[reason]]),
  );
  if (untold.length > 0) output.data(`${words.untold}: ${untold.join(', ')}`);
  if (paidIs !== 'told') output.data(words.paidIs[paidIs]);
  output.talk(words.law);
}

function showLeads({ output, language, text }: Shown, leads: CohortReport['leads']): void {
  const words = cohortWords[language];
  if (leads === null) return;
  if ('code' in leads) {
    output.data(text.visits.cohort.noLeads(leads.code));
    return;
  }
  const number = (count: number) => formatNumber(count, language);
  const { total, patients, isWhole } = leads;
  output.data(
    `${words.leads}: ${number(total)}${isWhole ? '' : ` (${words.atLeast})`}; ` +
      `${words.patients}: ${number(patients)} ${percent(patients, total)}`.trimEnd(),
  );
  output.talk(words.leadsLaw);
}

/** The columns that a line of 80 has room for. */
const columns = ['booked', 'came', 'billed', 'paid', 'open', 'cancelled'] as const;
const nameWidth = 24;

function showGroups(
  { output, text, language }: Shown,
  by: CohortBy,
  groups: readonly CohortGroup[],
): void {
  const words = cohortWords[language];
  const shown = columns.filter((name) => groups.some((group) => group[name] !== null));
  const heads = text.visits.cohort.heads;
  const cells = (group: CohortCounts) =>
    shown.map((name) => formatNumber(group[name] ?? 0, language).padStart(heads[name].length));
  const line = (name: string, of: readonly string[]) =>
    `  ${cut(name).padEnd(nameWidth)}  ${of.join('  ')}`;
  output.data('');
  const title = by === 'source' ? words.bySource : words.byBranch;
  output.data(
    output.paint.bold(
      line(
        title,
        shown.map((name) => heads[name]),
      ),
    ),
  );
  for (const group of groups) output.data(line(group.name ?? words.noName, cells(group)));
}

const cut = (name: string): string =>
  name.length > nameWidth ? `${name.slice(0, nameWidth - 1)}…` : name;

const percent = (part: number, whole: number): string =>
  whole === 0 ? '' : `${Math.round((part / whole) * 100)} %`;
