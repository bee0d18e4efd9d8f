import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitListOf } from '../../../../../src/http/api/contract/visits/visits.ts';
import { useRead } from '../../../api/use-api.ts';
import { useFormat } from '../../../format/use-format.ts';
import { Panel } from '../../../ui/layout/panel.tsx';
import { More } from '../../../ui/more.tsx';
import { Answer } from '../../../ui/notice/answer.tsx';
import { Empty } from '../../../ui/notice/empty.tsx';
import { DataTable } from '../../../ui/table/data-table.tsx';
import classes from '../visits.module.css';
import { useListedColumns } from './listed-columns.tsx';

const pageSize = 20;
const mostShown = 100;

/** Visits that are led by people, that wait, or that were rejected; some of them, and how many there are. */
export function ListedPanel({ of }: { readonly of: VisitListOf }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns = useListedColumns(of);
  const [limit, setLimit] = useState(pageSize);
  const list = useRead('visitList', { query: { of, limit } }, { keep: true });
  // The figures above say that there are none.
  if (list.data?.total === 0 || list.isPending) return null;
  return (
    <Panel flush title={t(`visits.${of}Title`)}>
      <Answer query={list}>
        {({ total, rows }) => (
          <>
            <p className={classes.about}>{t(`visits.${of}About`)}</p>
            <DataTable
              caption={t(`visits.${of}Title`)}
              columns={columns}
              rows={rows}
              rowKey={({ visit }) => visit}
            />
            {rows.length < total && (
              <Empty
                title={t('rejected.shown', {
                  shown: format.number(rows.length),
                  total: format.number(total),
                })}
              />
            )}
            {rows.length < Math.min(total, mostShown) && (
              <More onClick={() => setLimit(mostShown)} />
            )}
          </>
        )}
      </Answer>
    </Panel>
  );
}
