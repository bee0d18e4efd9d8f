import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview as OverviewAnswer } from '../../../../src/http/api/contract/overview.ts';
import { useRead } from '../../api/use-api.ts';
import { Page } from '../../ui/layout/page.tsx';
import { Panel } from '../../ui/layout/panel.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Loading } from '../../ui/notice/loading.tsx';
import { UpkeepNotes } from '../settings/upkeep-panel.tsx';
import { CoveragePanel } from './coverage/coverage-panel.tsx';
import { IncidentList } from './incident-list.tsx';
import classes from './overview.module.css';
import { Passes } from './passes.tsx';
import { PauseNote } from './pause/pause-note.tsx';
import { RunningPass } from './progress/running-pass.tsx';
import { Stats } from './stats.tsx';
import { VerdictPanel } from './verdict-panel.tsx';

// The charts weigh more than everything else on this page.
const Charts = lazy(() => import('./charts/charts.tsx'));

/** In sync or not, how old, how many wait, does it need me: in five seconds. */
export function Overview() {
  const { t } = useTranslation();
  const overview = useRead('overview', {}, { everyMs: 15_000 });
  return (
    <Page title={t('overview.title')}>
      <Answer query={overview} lines={6}>
        {(data) => <Contents overview={data} />}
      </Answer>
    </Page>
  );
}

function Contents({ overview }: { readonly overview: OverviewAnswer }) {
  const { t } = useTranslation();
  return (
    <>
      <VerdictPanel overview={overview} />
      {/* What is still to be set up is told on the page for it. */}
      {overview.verdict !== 'setup' &&
        overview.pauses.map((pause) => <PauseNote key={pause.reason} pause={pause} />)}
      {overview.verdict !== 'setup' && <CoveragePanel overview={overview} />}
      <IncidentList overview={overview} />
      <RunningPass overview={overview} />
      <Stats overview={overview} />
      <div className={classes.columns}>
        <Suspense
          fallback={
            <Panel title={t('overview.charts.title')}>
              <div className={classes.chartBox}>
                <Loading />
              </div>
            </Panel>
          }
        >
          <Charts />
        </Suspense>
        <Passes overview={overview} />
      </div>
      {overview.firstLoadDone && (
        <div className={classes.notes}>
          <UpkeepNotes />
        </div>
      )}
    </>
  );
}
