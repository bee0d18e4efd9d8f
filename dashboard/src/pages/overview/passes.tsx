import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Overview } from '../../../../src/http/api/contract/overview.ts';
import { ServiceLineContext } from '../../api/service-line.ts';
import { useFormat } from '../../format/use-format.ts';
import { useNow } from '../../format/use-now.ts';
import { useLanguage, useWords } from '../../language/use-language.ts';
import { Panel } from '../../ui/layout/panel.tsx';
import { Note } from '../../ui/notice/note.tsx';
import classes from './overview.module.css';

/** When it last worked, when it works next, and what the last comparison left to people. */
export function Passes({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const { lastIncrementalAt, lastDeepAt, nextIncrementalAt, nextDeepAt, pauses } = overview;
  // What comes next is not known of a service that is not heard.
  const isPaused = !useContext(ServiceLineContext) || pauses.length > 0;
  return (
    <Panel
      title={t('overview.passes.title')}
      actions={<Link href="/runs">{t('overview.passes.all')}</Link>}
    >
      <dl className={classes.passes}>
        <Past label={t('overview.passes.last')} at={lastIncrementalAt} />
        <Past label={t('overview.passes.lastDeep')} at={lastDeepAt} />
        <Coming
          label={t('overview.passes.next')}
          at={isPaused ? null : nextIncrementalAt}
          none={t('overview.passes.none')}
        />
        <Coming
          label={t('overview.passes.nextDeep')}
          at={isPaused ? null : nextDeepAt}
          none={t('overview.passes.noneDeep')}
        />
        <DeepReport overview={overview} />
      </dl>
      <LastError overview={overview} />
    </Panel>
  );
}

function Past({ label, at }: { readonly label: string; readonly at: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(10_000);
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {at === null ? t('common.never') : format.relative(Math.min(at, now - 1000), now)}
        {at !== null && <small>{format.moment(at)}</small>}
      </dd>
    </div>
  );
}

interface ComingProps {
  readonly label: string;
  readonly at: number | null;
  /** What is said where nothing is planned. */
  readonly none: string;
}

function Coming({ label, at, none }: ComingProps) {
  const format = useFormat();
  return (
    <div>
      <dt>{label}</dt>
      <dd>{at === null ? none : format.moment(at)}</dd>
    </div>
  );
}

function DeepReport({ overview: { deepReport } }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (deepReport === null) return null;
  const { attention, runId } = deepReport;
  return (
    <div>
      <dt>
        <Link href={`/runs/${runId}`}>{t('overview.passes.report')}</Link>
      </dt>
      <dd>
        {attention === 0
          ? t('overview.passes.clean')
          : t('overview.passes.attention', { count: attention, shown: format.number(attention) })}
      </dd>
    </div>
  );
}

function LastError({ overview: { lastRun } }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const outcome = useWords('runs.outcomes');
  if (lastRun === null || lastRun.errorCode === null) return null;
  const times = lastRun.times > 1 ? ` ×${lastRun.times}` : '';
  return (
    <div className={classes.lastError}>
      <Note
        tone="warn"
        title={`${t('runs.open', { id: lastRun.id })}: ${outcome(lastRun.outcome)}${times}`}
        actions={<Link href={`/runs/${lastRun.id}`}>{t('overview.moreRun')}</Link>}
      >
        {lastRun.reason !== null && <p>{lastRun.reason[language].message}</p>}
        <small>{t('common.code', { code: lastRun.errorCode })}</small>
      </Note>
    </div>
  );
}
