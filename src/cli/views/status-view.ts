import type { CliContext } from '../context.ts';
import { formatDuration, formatMoment, formatNumber, formatTime } from '../locale/format.ts';
import type { NextStep } from '../next-step.ts';
import type { StatusReport } from '../status-report.ts';

const namedIds = 10;

/** What it is, and how it is. */
export type StatusRow = readonly [name: string, value: string];

export function showStatus(
  context: CliContext,
  report: StatusReport,
  { service, next }: { readonly service: readonly StatusRow[]; readonly next: NextStep },
  timeZone: string,
): void {
  const { output, text, language, clock } = context;
  const { paint } = output;
  const words = text.status;
  const number = (count: number) => formatNumber(count, language);
  const age = (at: number | null) =>
    at === null
      ? words.never
      : `${words.ago(formatDuration(Math.max(clock.now() - at, 0), language))} (${formatMoment(at, timeZone, language)})`;
  const links = Object.entries(report.links)
    .filter(([status, count]) => count > 0 || status === 'linked')
    .map(
      ([status, count]) => `${words.links[status as keyof typeof report.links]}: ${number(count)}`,
    );

  const rows: StatusRow[] = [
    [words.account, report.accountId === null ? words.notYet : String(report.accountId)],
    [words.database, report.database ?? words.notYet],
    [
      words.firstLoad,
      report.firstLoadDone ? words.firstLoadDone : paint.yellow(words.firstLoadOpen),
    ],
    [words.lastIncremental, age(report.lastIncrementalAt)],
    [words.lastDeep, age(report.lastDeepAt)],
    [words.lastRun, lastRun()],
    [words.patients, links.join(', ')],
    [words.rejected, highlighted(report.rejected)],
  ];
  const { patientIds, since } = report.uncertain;
  if (since !== null) {
    const ids = patientIds.slice(0, namedIds).join(', ');
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
  rows.push(...service);
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) output.data(`${paint.dim(name.padEnd(width))}  ${value}`);
  if (report.deepDue !== null) {
    output.data(words.deepDue(text.pass.reasons[report.deepDue] ?? report.deepDue));
  }
  output.data();
  const step = words.steps[next];
  output.data(`${paint.bold(`${words.next}:`)} ${next === 'fine' ? paint.green(step) : step}`);

  function highlighted(count: number): string {
    return count === 0 ? number(count) : paint.yellow(number(count));
  }

  function lastRun(): string {
    const run = report.lastRun;
    if (run === null) return words.never;
    const outcome = text.runs.outcomes[run.outcome];
    const code = run.errorCode === null ? '' : ` (${run.errorCode})`;
    const bad = run.outcome === 'failed' || run.outcome === 'stopped';
    return `${text.runs.modes[run.mode] ?? run.mode}, ${bad ? paint.red(outcome) : outcome}${code}`;
  }
}
