import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { WarningKind } from '../../../../src/http/api/contract/overview.ts';
import type { RunDetails } from '../../../../src/http/api/contract/rows/run.ts';
import { silenceOf } from '../../../../src/report/run-words.ts';
import { useAddress } from '../../api/clinic-scope.ts';
import { useRead } from '../../api/use-api.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage, useWords } from '../../language/use-language.ts';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { Panel } from '../../ui/layout/panel.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import { Note } from '../../ui/notice/note.tsx';
import { Facts } from '../../ui/table/facts.tsx';
import { PassProgress } from '../overview/progress/pass-progress.tsx';
import { FindingKindView } from './finding-kind.tsx';
import { OutcomeTag } from './outcome-tag.tsx';
import { RunChanges } from './run-changes.tsx';

/** One pass: its counts and what it found. */
export default function RunPage({ runId }: { readonly runId: number }) {
  const { t } = useTranslation();
  const address = useAddress();
  const language = useLanguage();
  const modes = useWords('runs.modes');
  const details = useRead('run', { params: { runId } });
  const { run, kinds } = details.data ?? {};
  const csv = address('findingsCsv', { params: { runId }, query: { lang: language } });
  return (
    <Page
      title={
        run === undefined
          ? t('runs.open', { id: runId })
          : t('runs.details', { id: runId, mode: modes(run.mode) })
      }
      actions={
        <>
          <Button component={Link} href="/runs" variant="default">
            {t('runs.back')}
          </Button>
          {kinds !== undefined && kinds.length > 0 && (
            <Button
              component="a"
              href={csv}
              download
              variant="default"
              leftSection={<Icon name="download" />}
            >
              {t('common.csv')}
            </Button>
          )}
        </>
      }
    >
      <Answer query={details}>{(data) => <Details details={data} />}</Answer>
    </Page>
  );
}

function Details({ details: { run, kinds, unreadable } }: { readonly details: RunDetails }) {
  const { t } = useTranslation();
  return (
    <>
      <Head run={run} unreadable={unreadable} />
      <Report run={run} kinds={kinds} title={t('runs.report')} />
      <RunChanges runId={run.id} />
    </>
  );
}

function Head({ run, unreadable }: Pick<RunDetails, 'run' | 'unreadable'>) {
  const language = useLanguage();
  const { t } = useTranslation();
  const format = useFormat();
  const names = useWords('runs.countNames');
  // Only of the last audit it is known whose they are.
  const isLast = useRead('overview', {}).data?.deepReport?.runId === run.id;
  const counts = Object.entries(run.counts).filter(
    // What the guard stopped was not done: it stands in the report. What is not readable is told by its field below.
    ([name, count]) =>
      count > 0 &&
      name !== 'durationMs' &&
      name !== 'queryMs' &&
      !/^(stopped|unreadable):/.test(name),
  );
  return (
    <>
      <Panel>
        <Facts
          facts={[
            [
              t('runs.outcome'),
              <OutcomeTag key="outcome" run={run} isBrief={run.reason !== null} />,
            ],
            ...(run.times > 1
              ? [[t('runs.times'), t('runs.timesInRow', { count: run.times })] as const]
              : []),
            [t(run.times > 1 ? 'runs.firstStarted' : 'runs.started'), format.exact(run.startedAt)],
            [t('runs.ended'), run.endedAt === null ? '—' : format.exact(run.endedAt)],
            [
              t('runs.duration'),
              run.endedAt === null ? '—' : format.duration(run.endedAt - run.startedAt),
            ],
          ]}
        />
      </Panel>
      {run.reason !== null && (
        <Note
          tone={run.outcome === 'incomplete' ? 'warn' : 'bad'}
          title={run.reason[language].message}
        >
          {run.reason[language].hint !== '' && <p>{run.reason[language].hint}</p>}
          {run.errorCode !== null && <small>{t('common.code', { code: run.errorCode })}</small>}
        </Note>
      )}
      {run.outcome === 'running' && <Running runId={run.id} />}
      <Panel title={t('runs.counts')}>
        {counts.length === 0 ? (
          <p>{t('runs.noCounts')}</p>
        ) : (
          <Facts
            facts={[
              ...counts.map(([name, count]) => {
                const shown = format.number(count);
                const isListed = isLast && warned.has(name);
                return [
                  names(name),
                  isListed ? (
                    <Link key={name} href={`/warned/${name}`}>
                      {shown}
                    </Link>
                  ) : (
                    shown
                  ),
                ] as const;
              }),
              ...unreadable.map(
                ({ subject, count }) =>
                  [
                    t('runs.unreadable', { subject: subject[language] }),
                    format.number(count),
                  ] as const,
              ),
            ]}
          />
        )}
      </Panel>
    </>
  );
}

/** Values that went over otherwise than IDENT has them. */
const warned: ReadonlySet<string> = new Set<WarningKind>([
  'unparsedPhones',
  'cutTexts',
  'leftOutPhones',
  'leftOutEmails',
  'unknownConsents',
  'severalPlans',
]);

function Running({ runId }: { readonly runId: number }) {
  const { t } = useTranslation();
  const { data } = useRead('overview', {});
  if (!data?.running || data.lastRun?.id !== runId) return null;
  return (
    <Panel title={t('runs.progress')}>
      <PassProgress {...data.running} />
    </Panel>
  );
}

interface ReportProps {
  readonly run: RunDetails['run'];
  readonly kinds: RunDetails['kinds'];
  readonly title: string;
}

function Report({ run, kinds, title }: ReportProps) {
  const { t } = useTranslation();
  const { id: runId } = run;
  if (kinds.length === 0) {
    if (run.endedAt === null) return null;
    const meaning = silenceOf(run);
    return (
      <Panel title={title}>
        <Empty title={t(`runs.silence.${meaning}.title`)}>
          {t(`runs.silence.${meaning}.hint`)}
        </Empty>
      </Panel>
    );
  }
  return (['attention', 'done'] as const).map((severity) => {
    const shown = kinds.filter((kind) => kind.severity === severity);
    if (shown.length === 0) return null;
    return (
      <Panel key={severity} title={t(`runs.${severity}`)}>
        {shown.map((kind) => (
          <FindingKindView key={kind.kind} runId={runId} kind={kind} />
        ))}
      </Panel>
    );
  });
}
