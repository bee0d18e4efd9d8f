import { coverage, type SourceCoverage } from '../../../health/coverage.ts';
import type { HealthFacts } from '../../../health/facts.ts';
import { needsPerson } from '../../../health/incident.ts';
import { incidents } from '../../../health/rules.ts';
import { coverageWords } from '../../../health/words/coverage.ts';
import { clinicMoment, incidentWords } from '../../../health/words/words.ts';
import { formatNumber } from '../../../report/format.ts';
import type { AlertMessage, Wording } from '../alerts/message.ts';

/** What passes did since the clinic's day began. */
export interface DayCounts {
  readonly created: number;
  readonly updated: number;
  readonly rejected: number;
}

interface Evening {
  readonly facts: HealthFacts;
  readonly counts: DayCounts;
  /** When the evening's audit was due, wall ms. */
  readonly dueAt: number;
}

/** Whether the audit that was due has ended, for every database. */
export function isAudited({ facts, dueAt }: Pick<Evening, 'facts' | 'dueAt'>): boolean {
  const isNow = (at: number | null) => at !== null && at >= dueAt;
  return isNow(facts.lastDeepAt) && facts.coverage.sources.every(({ censusAt }) => isNow(censusAt));
}

/** The day in a few lines: what is not known, or not well, comes first. No personal data. */
export function eveningMessage(evening: Evening, wording: Wording): AlertMessage {
  const { facts, counts, dueAt } = evening;
  const { language, timeZone } = wording;
  const words = texts[language];
  const number = (count: number) => formatNumber(count, language);
  const moment = (at: number) => clinicMoment(at, timeZone, language);
  const figure = coverage(facts);
  const said = coverageWords(figure, wording);
  const isWhole = isAudited(evening);
  const troubles = incidents(facts).filter(
    (incident) => incident.severity !== 'notice' && needsPerson(incident),
  );
  const { sources } = figure;
  const sourceLine = (source: SourceCoverage) => {
    const { title, outside } = coverageWords(source, wording);
    const isIn = source.at !== null && source.at >= dueAt;
    const audited = isIn ? words.audited(moment(source.at)) : words.notAudited;
    return [`${source.name}: ${title}`, ...outside, audited].join('; ');
  };
  const { lastDeepAt } = facts;
  const missed = sources.filter(({ at }) => at === null || at < dueAt).map(({ name }) => name);
  const isPartly = lastDeepAt !== null && lastDeepAt >= dueAt;
  const ofMissed = isPartly
    ? words.partly(missed.join(', '))
    : words.missed(moment(dueAt), lastDeepAt === null ? null : moment(lastDeepAt));
  const ofAudit = isWhole ? words.audited(moment(Math.max(lastDeepAt ?? dueAt, dueAt))) : ofMissed;
  const differences =
    said.outside.length === 0 ? [] : [`${words.differences}: ${said.outside.join(', ')}`];
  const news = words.news(number(counts.created), number(counts.updated), number(counts.rejected));
  const attention = troubles.map(
    (incident) => `${words.attention}: ${incidentWords(incident, wording).title}`,
  );
  const figures = [news, said.title, ...differences, ...(isWhole ? [ofAudit] : [said.asOf])];
  return {
    event: 'evening',
    kind: null,
    code: null,
    since: dueAt,
    severity: isWhole && troubles.length === 0 ? null : 'warning',
    title: isWhole ? words.title(number(counts.created), number(counts.updated)) : words.notEnded,
    body: [
      ...(isWhole ? [] : [ofAudit]),
      ...attention,
      figures.join('\n'),
      ...(sources.length > 1 ? [sources.map(sourceLine).join('\n')] : []),
    ],
  };
}

const texts = {
  ru: {
    title: (created: string, updated: string) => `Итог дня: новых ${created}, изменено ${updated}`,
    notEnded: 'Вечерняя сверка не закончилась',
    missed: (due: string, last: string | null) =>
      `Сверка, которая должна была начаться ${due}, не закончилась. ${last === null ? 'Ни одной законченной сверки ещё не было.' : `Последняя законченная: ${last}.`}`,
    partly: (names: string) => `Вечером не сверены базы: ${names}.`,
    audited: (at: string) => `Сверено ${at}`,
    notAudited: 'вечером не сверено',
    news: (created: string, updated: string, rejected: string) =>
      `За день: новых контактов ${created}, изменено ${updated}, отказов amoCRM ${rejected}`,
    differences: 'Расхождения',
    attention: 'Требует внимания',
  },
  en: {
    title: (created: string, updated: string) => `The day: ${created} new, ${updated} changed`,
    notEnded: "The evening's audit did not end",
    missed: (due: string, last: string | null) =>
      `The audit that was to begin at ${due} has not ended. ${last === null ? 'No audit has ever ended.' : `The last one that did: ${last}.`}`,
    partly: (names: string) => `Databases that were not compared this evening: ${names}.`,
    audited: (at: string) => `Compared at ${at}`,
    notAudited: 'not compared this evening',
    news: (created: string, updated: string, rejected: string) =>
      `Today: ${created} new contacts, ${updated} changed, ${rejected} rejected by amoCRM`,
    differences: 'Differences',
    attention: 'Wants attention',
  },
} as const;
