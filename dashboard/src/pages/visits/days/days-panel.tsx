import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitDays } from '../../../../../src/http/api/contract/visits/days.ts';
import { useRead } from '../../../api/use-api.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Panel } from '../../../ui/layout/panel.tsx';
import { Answer } from '../../../ui/notice/answer.tsx';
import { Empty } from '../../../ui/notice/empty.tsx';
import classes from '../visits.module.css';
import { DayPanel } from './day-panel.tsx';
import { DayTable } from './day-table.tsx';
import { Unread } from './unread.tsx';

/** Bookings of today and the next days by stage; those of one day when it is pressed. */
export function DaysPanel({ withDeals }: { readonly withDeals: boolean }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const days = useRead('visitDays', { query: {} });
  return (
    <>
      <Panel
        flush
        title={t('visits.days')}
        actions={
          <Button
            variant="subtle"
            size="xs"
            leftSection={<Icon name="refresh" />}
            loading={days.isFetching}
            onClick={() => void days.refetch()}
          >
            {t('visits.refresh')}
          </Button>
        }
      >
        <Answer query={days}>
          {(read) => (
            <>
              <Unread away={read.away} untold={read.untold} />
              {isEmpty(read) ? (
                <Empty title={t('visits.daysNone')} />
              ) : (
                <>
                  <p className={classes.about}>{t('visits.daysAbout')}</p>
                  <DayTable
                    days={read.days}
                    withDeals={withDeals}
                    chosen={chosen}
                    onChoose={(day) => setChosen(day === chosen ? null : day)}
                  />
                </>
              )}
            </>
          )}
        </Answer>
      </Panel>
      {chosen !== null && <DayPanel key={chosen} day={chosen} withDeals={withDeals} />}
    </>
  );
}

const isEmpty = ({ days }: VisitDays): boolean => days.every(({ total }) => total === 0);
