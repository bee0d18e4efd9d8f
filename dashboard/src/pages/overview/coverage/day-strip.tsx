import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecentDays } from '../../../../../src/http/api/contract/overview.ts';
import { useRead } from '../../../api/use-api.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { Answer } from '../../../ui/notice/answer.tsx';
import classes from './coverage.module.css';

type Span = '30' | '90';
type Day = RecentDays['days'][number];

const spans: readonly Span[] = ['30', '90'];
/** Of the days on which something was wrong. */
const mostTold = 5;

/** A bar for each of the last days, and in words what was wrong. */
export function DayStrip() {
  const { t } = useTranslation();
  const [span, setSpan] = useState<Span>('30');
  const recent = useRead('days', { query: { span } }, { everyMs: 300_000, keep: true });
  return (
    <section className={classes.strip} aria-label={t('overview.days.title')}>
      <div className={classes.stripHead}>
        <h2 className={classes.stripTitle}>{t('overview.days.title')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('overview.charts.span')}
          value={span}
          data={spans.map((value) => ({ value, label: t(`overview.days.spans.${value}`) }))}
          onChange={setSpan}
        />
      </div>
      <Answer query={recent} lines={2}>
        {({ days }) => (
          <>
            <Bars days={days} />
            <Troubles days={days} />
          </>
        )}
      </Answer>
    </section>
  );
}

function Bars({ days }: { readonly days: readonly Day[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const about = useDayWords();
  const of = (state: Day['state']) => days.filter((day) => day.state === state).length;
  const summary = t('overview.days.summary', {
    good: of('good'),
    flawed: of('flawed'),
    bad: of('bad'),
    unknown: of('unknown'),
  });
  const [first] = days;
  return (
    <>
      <div className={classes.bars} role="img" aria-label={summary}>
        {days.map((day) => (
          <span
            key={day.at}
            className={classes.bar}
            data-state={day.state}
            title={about(day)}
            style={{
              // What is not known of a day is grey at its top.
              ['--unknown' as string]: `${Math.round((100 * day.unknownHours) / Math.max(day.hours, 1))}%`,
            }}
          />
        ))}
      </div>
      <p className={classes.ends} aria-hidden="true">
        <span>{first === undefined ? '' : format.day(first.at)}</span>
        <span>{t('overview.days.today')}</span>
      </p>
    </>
  );
}

function Troubles({ days }: { readonly days: readonly Day[] }) {
  const { t } = useTranslation();
  const about = useDayWords();
  const wrong = days.filter(({ state }) => state === 'bad' || state === 'flawed').toReversed();
  if (wrong.length === 0) return null;
  const shown = wrong.slice(0, mostTold);
  return (
    <ul className={classes.troubles}>
      {shown.map((day) => (
        <li key={day.at}>{about(day)}</li>
      ))}
      {wrong.length > shown.length && (
        <li>{t('overview.days.more', { count: wrong.length - shown.length })}</li>
      )}
    </ul>
  );
}

/** «14 нояб.: база IDENT не отвечала; часов без удачного прохода: 3». */
function useDayWords(): (day: Day) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  const format = useFormat();
  return ({ at, state, troubles, badHours, unknownHours, hours, passes }) => {
    const day = format.day(at);
    if (state === 'unknown') return t('overview.days.unknown', { day });
    const told = [
      ...troubles.map(({ text }) => text[language]),
      ...(badHours > 0 ? [t('overview.days.badHours', { count: badHours })] : []),
      ...(unknownHours > 0
        ? [t('overview.days.unknownHours', { count: unknownHours, hours })]
        : []),
      ...(passes > 0 && troubles.length === 0
        ? [t('overview.days.passes', { count: passes, shown: format.number(passes) })]
        : []),
    ];
    return `${day}: ${told.join('; ')}`;
  };
}
