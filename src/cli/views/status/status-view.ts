import {
  firstSource,
  patientIdText,
  type SourceNumber,
} from '../../../contact/model/patient-key.ts';
import { coverage } from '../../../health/coverage.ts';
import type { HealthFacts } from '../../../health/facts.ts';
import type { Incident } from '../../../health/incident.ts';
import { coverageWords } from '../../../health/words/coverage.ts';
import { formatDuration, formatMoment, formatNumber, formatTime } from '../../../report/format.ts';
import type { CliContext } from '../../context.ts';
import { showIncidents } from './incident-view.ts';
import type { StatusReport } from './status-report.ts';

const namedIds = 10;

/** How a clinic is, from its state alone. */
export interface StatusParts {
  readonly facts: HealthFacts;
  readonly report: StatusReport;
  /** The gravest first. */
  readonly incidents: readonly Incident[];
  readonly timeZone: string;
}

export function showStatus(
  context: CliContext,
  { facts, report, incidents, timeZone }: StatusParts,
): void {
  const { output, text, language, clock } = context;
  const { paint } = output;
  const words = text.status;
  const number = (count: number) => formatNumber(count, language);
  const age = (at: number | null) =>
    at === null
      ? words.never
      : `${words.ago(formatDuration(Math.max(clock.now() - at, 0), language))} (${formatMoment(at, timeZone, language)})`;
  const links = Object.entries(facts.links)
    .filter(([status, count]) => count > 0 || status === 'linked')
    .map(
      ([status, count]) => `${words.links[status as keyof typeof facts.links]}: ${number(count)}`,
    );

  const rows: StatusRow[] = [
    [words.account, report.accountId === null ? words.notYet : String(report.accountId)],
    ...databases(),
    [
      words.firstLoad,
      facts.firstLoadDone ? words.firstLoadDone : paint.yellow(words.firstLoadOpen),
    ],
    [words.lastIncremental, age(facts.lastIncrementalAt)],
    ...ages(),
    [words.lastDeep, age(facts.lastDeepAt)],
    [words.lastRun, lastRun()],
    [words.patients, links.join(', ')],
    [words.rejected, highlighted(facts.rejected.count)],
  ];
  const { patientIds, since } = report.uncertain;
  if (since !== null) {
    const ids = patientIds.slice(0, namedIds).map(patientIdText).join(', ');
    const more = patientIds.length > namedIds ? ' …' : '';
    const told = words.uncertainSince(ids + more, formatMoment(since, timeZone, language));
    rows.push([words.uncertain, `${highlighted(patientIds.length)} (${told})`]);
  }
  if (report.lateUpdates > 0) rows.push([words.late, number(report.lateUpdates)]);
  const { lock } = report;
  rows.push([
    words.lock,
    lock === null
      ? words.nobody
      : words.holder(lock.command, lock.pid, lock.host, formatTime(lock.since, timeZone, language)),
  ]);
  rows.push(...serviceRows(context, facts, report, timeZone));
  showCoverage(context, facts, timeZone);
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) output.data(`${paint.dim(name.padEnd(width))}  ${value}`);
  if (report.deepDue !== null) {
    output.data(words.deepDue(text.pass.reasons[report.deepDue] ?? report.deepDue));
  }
  output.data();
  showIncidents(context, incidents, timeZone);

  /** Where there are several databases: one may be away, rest or be slow while the others go on. */
  function databases(): readonly StatusRow[] {
    const { sourceAges } = facts;
    const shown = (number: SourceNumber) => report.databases.get(number) ?? words.notYet;
    const [only = { number: firstSource }, ...others] = sourceAges;
    return others.length === 0
      ? [[words.database, shown(only.number)]]
      : sourceAges.map(({ name, number }) => [`${words.database}: ${name}`, shown(number)]);
  }

  function ages(): readonly StatusRow[] {
    const { sourceAges } = facts;
    if (sourceAges.length < 2) return [];
    return sourceAges.map(({ name, carriedAt }) => [
      words.sourceAge(name),
      carriedAt === null ? words.notYet : age(carriedAt),
    ]);
  }

  function highlighted(count: number): string {
    return count === 0 ? number(count) : paint.yellow(number(count));
  }

  function lastRun(): string {
    const run = facts.lastRun;
    if (run === null) return words.never;
    const outcome = text.runs.outcomes[run.outcome];
    const code = run.errorCode === null ? '' : ` (${run.errorCode})`;
    const bad = run.outcome === 'failed' || run.outcome === 'stopped';
    const times = run.times > 1 ? ` ×${number(run.times)}` : '';
    const mode = text.runs.modes[run.mode] ?? run.mode;
    const reason = run.reason === null ? '' : `: ${run.reason[language].message}`;
    return `${mode}, ${bad ? paint.red(outcome) : outcome}${times}${code}${reason}`;
  }
}

/** How many patients are in amoCRM, why the others are not, and the same of each source. */
function showCoverage(
  { output, language }: CliContext,
  facts: HealthFacts,
  timeZone: string,
): void {
  const { paint } = output;
  const whole = coverage(facts);
  const wording = { language, timeZone };
  const { title, asOf, outside } = coverageWords(whole, wording);
  const isKnown = whole.at !== null && !whole.isOld;
  output.data(isKnown ? paint.bold(title) : paint.dim(title));
  output.data(paint.dim(asOf));
  if (outside.length > 0) output.data(`  ${outside.join(', ')}`);
  if (whole.sources.length > 1) {
    for (const one of whole.sources) {
      const words = coverageWords(one, wording);
      const why = words.outside.length === 0 ? '' : ` (${words.outside.join(', ')})`;
      output.data(`  ${one.name}: ${words.title}${why}`);
    }
  }
  output.data();
}

/** What it is, and how it is. */
type StatusRow = readonly [name: string, value: string];

/** Whether the service works, why it rests, and what it will do next. */
function serviceRows(
  { text, language, output }: CliContext,
  { pauses, nextIncrementalAt, nextDeepAt }: HealthFacts,
  { service: running, isOfFleet }: Pick<StatusReport, 'service' | 'isOfFleet'>,
  timeZone: string,
): readonly StatusRow[] {
  const words = text.service;
  const moment = (at: number) => formatMoment(at, timeZone, language);
  const rows: StatusRow[] = [
    [
      words.title,
      running === null
        ? words[isOfFleet ? 'offFleet' : 'off']
        : words.on(running.pid, running.host, moment(running.since)),
    ],
  ];
  for (const { reason, since, code } of pauses) {
    const told = words.pauseSince(words.pauses[reason], moment(since));
    rows.push([words.paused, output.paint.yellow(code === null ? told : `${told} (${code})`)]);
  }
  if (nextIncrementalAt !== null) {
    rows.push([words.nextIncremental, formatTime(nextIncrementalAt, timeZone, language)]);
  }
  if (nextDeepAt !== null) rows.push([words.nextDeep, moment(nextDeepAt)]);
  return rows;
}
