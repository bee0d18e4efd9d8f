import type { HealthFacts } from '../../../health/facts.ts';
import { formatMoment, formatTime } from '../../../report/format.ts';
import type { CliContext } from '../../context.ts';
import type { StatusReport } from './status-report.ts';

/** What it is, and how it is. */
export type StatusRow = readonly [name: string, value: string];

/** Whether the service works, why it rests, and what it will do next. */
export function serviceRows(
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
