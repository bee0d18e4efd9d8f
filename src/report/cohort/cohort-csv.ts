import type { Language } from '../../language.ts';
import {
  type CohortCounts,
  type CohortGroup,
  notCountedReasons,
} from '../../visits/cohort/cohort-counts.ts';
import type { CohortReport } from '../../visits/cohort/cohort-report.ts';
import { renderCsv } from '../csv.ts';
import { formatMoment } from '../format.ts';
import { cohortWords } from './cohort-words.ts';

/** In the order of the columns. */
const cohortColumns = [
  ...(['booked', 'came', 'billed', 'paid', 'planned', 'open'] as const),
  ...(['cancelled', 'noShow'] as const),
] as const satisfies readonly (keyof CohortCounts)[];

type Row = readonly (string | number)[];

/** A cohort as a table for Excel, with its period, its moment and what is not counted above the figures. No person is in it. */
export function cohortCsv(
  report: CohortReport,
  { language, timeZone }: { readonly language: Language; readonly timeZone: string },
): string {
  const words = cohortWords[language];
  const { from, to, at, total, bySource, byBranch, notCounted, untold, leads, paidIs } = report;
  const columns = cohortColumns.filter((name) => total[name] !== null);
  const figures = (counts: CohortCounts): Row => columns.map((name) => counts[name] ?? '');
  const groups = (title: string, some: readonly CohortGroup[]): readonly Row[] =>
    some.map((group): Row => [title, group.name ?? words.noName, ...figures(group)]);
  return renderCsv([
    [words.from, from],
    [words.to, to],
    [words.asOf, formatMoment(at, timeZone, language)],
    [words.law],
    ...(paidIs === 'told' ? [] : [[words.paidIs[paidIs]]]),
    ...leadRows(leads, language),
    ...notCountedReasons.map((reason): Row => [words.notCounted[reason], notCounted[reason]]),
    ...(untold.length === 0 ? [] : [[words.untold, untold.join(', ')]]),
    [],
    ['', '', ...columns.map((name) => words.counts[name])],
    [words.total, '', ...figures(total)],
    ...groups(words.bySource, bySource),
    ...groups(words.byBranch, byBranch),
  ]);
}

function leadRows(leads: CohortReport['leads'], language: Language): readonly Row[] {
  const words = cohortWords[language];
  if (leads === null) return [];
  if ('code' in leads) return [[words.leads, leads.code]];
  return [
    [words.leads, leads.total, ...(leads.isWhole ? [] : [words.atLeast])],
    [words.patients, leads.patients],
    [words.leadsLaw],
  ];
}
