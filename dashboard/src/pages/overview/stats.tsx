import { type ReactNode, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Overview } from '../../../../src/http/api/contract/overview.ts';
import { ServiceLineContext } from '../../api/service-line.ts';
import { useFormat } from '../../format/use-format.ts';
import { useNow } from '../../format/use-now.ts';
import type { Tone } from '../../ui/tone.ts';
import classes from './overview.module.css';

interface StatProps {
  readonly label: string;
  readonly value: string;
  readonly tone?: Tone;
  readonly children?: ReactNode;
}

function Stat({ label, value, tone = 'quiet', children }: StatProps) {
  return (
    <div className={classes.stat}>
      <p className={classes.label}>{label}</p>
      <p className={classes.value} data-tone={tone}>
        {value}
      </p>
      <p className={classes.note}>{children}</p>
    </div>
  );
}

/** The three figures of the first look. */
export function Stats({ overview }: { readonly overview: Overview }) {
  return (
    <div className={classes.stats}>
      <Age overview={overview} />
      <Waiting overview={overview} />
      <Next overview={overview} />
    </div>
  );
}

function Age({ overview: { dataAt, verdict } }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  if (dataAt === null)
    return (
      <Stat label={t('overview.stats.age')} value="—">
        {t('overview.stats.noData')}
      </Stat>
    );
  const isOld = verdict === 'stale' || verdict === 'database-lost';
  return (
    <Stat
      label={t('overview.stats.age')}
      value={format.duration(Math.max(Math.floor((now - dataAt) / 1000) * 1000, 1000))}
      tone={isOld ? 'bad' : 'quiet'}
    >
      {t('overview.stats.ageNote', { moment: format.moment(dataAt) })}
    </Stat>
  );
}

function Waiting({ overview: { rejected, uncertain } }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = rejected.count + uncertain.count;
  return (
    <Stat
      label={t('overview.stats.waiting')}
      value={format.number(count)}
      tone={count > 0 ? 'warn' : 'quiet'}
    >
      {count === 0 && t('overview.stats.waitingNone')}
      {rejected.count > 0 && (
        <Link href="/rejected">
          {t('overview.stats.rejected', {
            count: rejected.count,
            shown: format.number(rejected.count),
          })}
        </Link>
      )}
      {rejected.count > 0 && uncertain.count > 0 && ', '}
      {uncertain.count > 0 && t('overview.stats.uncertain', { count: uncertain.count })}
    </Stat>
  );
}

function Next({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const isConnected = useContext(ServiceLineContext);
  const { nextIncrementalAt, nextDeepAt, running, pauses } = overview;
  const value = () => {
    if (!isConnected) return '—';
    if (running !== null) return t('overview.stats.nextNow');
    if (pauses.length > 0) return t('overview.stats.nextPaused');
    if (nextIncrementalAt === null) return '—';
    return nextIncrementalAt <= now
      ? t('overview.stats.nextNow')
      : t('overview.stats.nextIn', {
          duration: format.duration(Math.ceil((nextIncrementalAt - now) / 1000) * 1000),
        });
  };
  return (
    <Stat label={t('overview.stats.next')} value={value()}>
      {isConnected &&
        nextDeepAt !== null &&
        t('overview.stats.nextDeep', { moment: format.moment(nextDeepAt) })}
    </Stat>
  );
}
