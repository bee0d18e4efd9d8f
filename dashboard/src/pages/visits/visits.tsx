import { useTranslation } from 'react-i18next';
import type { VisitsStanding } from '../../../../src/http/api/contract/visits/visits.ts';
import { useRead } from '../../api/use-api.ts';
import { Page } from '../../ui/layout/page.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { CohortPanel } from './cohort/cohort-panel.tsx';
import { DaysPanel } from './days/days-panel.tsx';
import { ListedPanel } from './listed/listed-panel.tsx';
import { Standing } from './standing.tsx';

/** Visits and their deals: how many, in which stages, what people lead, what waits, what amoCRM rejected. */
export default function Visits() {
  const { t } = useTranslation();
  const standing = useRead('visits', {});
  return (
    <Page title={t('visits.title')} about={t('visits.about')}>
      <Answer query={standing}>
        {(view) => (
          <>
            <Standing standing={view} />
            <DaysPanel withDeals={hasDeals(view)} />
            {hasDeals(view) && (
              <>
                <ListedPanel of="rejected" />
                <ListedPanel of="waiting" />
                <ListedPanel of="led" />
              </>
            )}
            <CohortPanel />
          </>
        )}
      </Answer>
    </Page>
  );
}

/** Where deals are off and none were ever made there is nothing to list. */
const hasDeals = ({ on, counts }: VisitsStanding): boolean =>
  on || Object.values(counts).some((count) => count > 0);
