import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DayVisit, VisitDay } from '../../../../../src/http/api/contract/visits/days.ts';
import { useDo, useRead } from '../../../api/use-api.ts';
import { useMayOperate } from '../../../api/use-may.ts';
import { useFormat } from '../../../format/use-format.ts';
import { Panel } from '../../../ui/layout/panel.tsx';
import { Answer } from '../../../ui/notice/answer.tsx';
import { Empty } from '../../../ui/notice/empty.tsx';
import { useToast } from '../../../ui/notice/use-toast.ts';
import { PatientLink } from '../../../ui/patient-link.tsx';
import { RevealButton } from '../../../ui/reveal-button.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { useVisitColumns } from '../visit-columns.tsx';
import classes from '../visits.module.css';
import { Unread } from './unread.tsx';

const pageSize = 100;

export interface DayPanelProps {
  /** `2026-05-04`. */
  readonly day: string;
  readonly withDeals: boolean;
}

/** The bookings of a day with their deals. Names that were shown live in this panel's memory alone and are gone with it. */
export function DayPanel({ day, withDeals }: DayPanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const toast = useToast();
  const mayOperate = useMayOperate();
  const [offset, setOffset] = useState(0);
  const [revealed, setRevealed] = useState<VisitDay | null>(null);
  const masked = useRead('visitDay', { query: { day, offset, limit: pageSize } }, { keep: true });
  const reveal = useDo('revealVisitDay', {
    outdates: ['actions'],
    onDone: (shown) => {
      setRevealed(shown);
      toast.done(t('visits.recorded'));
    },
  });
  const turn = (to: number) => {
    // What was shown was shown of that page.
    setRevealed(null);
    setOffset(to);
  };
  return (
    <Panel
      flush
      title={t('visits.openDay', { day: format.weekday(day) })}
      actions={
        mayOperate && (
          <RevealButton
            isShown={revealed !== null}
            isPending={reveal.isPending}
            show={t('visits.showNames')}
            hide={t('visits.hideNames')}
            onShow={() =>
              reveal.mutate({ body: { day, offset, limit: pageSize } }, { onError: toast.failed })
            }
            onHide={() => setRevealed(null)}
          />
        )
      }
    >
      <Answer query={masked}>
        {(view) => (
          <DayRows view={revealed ?? view} withDeals={withDeals} offset={offset} onTurn={turn} />
        )}
      </Answer>
    </Panel>
  );
}

interface DayRowsProps {
  readonly view: VisitDay;
  readonly withDeals: boolean;
  readonly offset: number;
  readonly onTurn: (offset: number) => void;
}

function DayRows({ view, withDeals, offset, onTurn }: DayRowsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns = useDayColumns(view.rows, withDeals);
  const isPaged = view.total > view.rows.length;
  return (
    <>
      <Unread away={view.away} untold={view.untold} />
      {view.rows.length === 0 ? (
        <Empty title={t('visits.dayNone')} />
      ) : (
        <DataTable
          caption={t('visits.openDay', { day: format.weekday(view.day) })}
          columns={columns}
          rows={view.rows}
          rowKey={({ visit }) => visit}
        />
      )}
      {isPaged && (
        <Empty
          title={t('rejected.shown', {
            shown: `${format.number(offset + 1)}–${format.number(offset + view.rows.length)}`,
            total: format.number(view.total),
          })}
        >
          <Button
            variant="subtle"
            disabled={offset === 0}
            onClick={() => onTurn(Math.max(0, offset - pageSize))}
          >
            {t('visits.before')}
          </Button>
          <Button
            variant="subtle"
            disabled={offset + view.rows.length >= view.total}
            onClick={() => onTurn(offset + pageSize)}
          >
            {t('visits.after')}
          </Button>
        </Empty>
      )}
    </>
  );
}

/** What a day tells of its visits. */
function useDayColumns(rows: readonly DayVisit[], withDeals: boolean): readonly Column<DayVisit>[] {
  const { t } = useTranslation();
  const { stage, details, deal, fate } = useVisitColumns(rows);
  return [
    {
      key: 'time',
      title: t('visits.day.time'),
      tight: true,
      phone: 'heading',
      cell: ({ start }) => start?.slice(11, 16) ?? '—',
    },
    {
      key: 'patient',
      title: t('visits.day.patient'),
      cell: ({ patientId, source, name }) =>
        patientId === null ? (
          <span className={classes.soft}>{t('visits.nobody')}</span>
        ) : (
          <div>
            <PatientLink id={patientId} source={source} />
            {name !== null && <div>{name}</div>}
          </div>
        ),
    },
    stage,
    ...details,
    ...(withDeals ? [deal, fate] : []),
  ];
}
