import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type {
  ListedVisit,
  VisitListOf,
} from '../../../../../src/http/api/contract/visits/visits.ts';
import { useMayOperate } from '../../../api/use-may.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useNow } from '../../../format/use-now.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { PatientLink } from '../../../ui/patient-link.tsx';
import type { Column } from '../../../ui/table/data-table.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { useRetry } from '../../rejected/use-retry.ts';
import { DealLink } from '../deal-link.tsx';
import classes from '../visits.module.css';

type Columns = readonly Column<ListedVisit>[];

/** What each list tells of a visit. */
export function useListedColumns(of: VisitListOf): Columns {
  const { t } = useTranslation();
  const beginning: Columns = [
    {
      key: 'patient',
      title: t('visits.columns.patient'),
      tight: true,
      cell: ({ patientId, source }) => <PatientLink id={patientId} source={source} />,
    },
    {
      key: 'deal',
      title: t('visits.columns.deal'),
      tight: true,
      cell: ({ deal }) => <DealLink deal={deal} />,
    },
    { key: 'visit', title: t('visits.columns.visit'), tight: true, cell: ({ visit }) => visit },
  ];
  const own = { led: useLed(), waiting: useWaiting(), rejected: useRejected() };
  return [...beginning, ...own[of]];
}

function useLed(): Columns {
  const { t } = useTranslation();
  return [
    {
      key: 'put',
      title: t('visits.columns.put'),
      cell: ({ deal }) =>
        deal?.put ? t(`visits.stages.${deal.put}`) : <Tag>{t('visits.neverPut')}</Tag>,
    },
  ];
}

function useWaiting(): Columns {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(30_000);
  return [
    {
      key: 'why',
      title: t('visits.columns.why'),
      cell: ({ wait }) => wait && t(`visits.waits.${wait.for}`),
    },
    {
      key: 'until',
      title: t('visits.columns.until'),
      tight: true,
      cell: ({ wait }) => {
        if (wait === null) return null;
        if (wait.until === null) return t('visits.onceThere');
        return wait.until <= now ? t('visits.nextPass') : format.moment(wait.until);
      },
    },
  ];
}

function useRejected(): Columns {
  const { t } = useTranslation();
  const format = useFormat();
  const language = useLanguage();
  return [
    {
      key: 'reason',
      title: t('visits.columns.reason'),
      cell: ({ rejected }) =>
        rejected && (
          <div>
            {rejected.subject !== null && <strong>{rejected.subject[language]}: </strong>}
            {rejected.text[language].meaning}
          </div>
        ),
    },
    {
      key: 'advice',
      title: t('visits.columns.advice'),
      cell: ({ rejected }) => rejected?.text[language].advice,
    },
    {
      key: 'since',
      title: t('visits.columns.since'),
      tight: true,
      cell: ({ rejected }) =>
        rejected && (
          <div>
            {format.moment(rejected.firstAt)}
            <div className={classes.small}>
              {t('rejected.attempts', { count: rejected.attempts })}
            </div>
          </div>
        ),
    },
    { key: 'retry', title: '', tight: true, cell: (row) => <RetryOne row={row} /> },
  ];
}

function RetryOne({ row }: { readonly row: ListedVisit }) {
  const { t } = useTranslation();
  const retry = useRetry();
  const mayOperate = useMayOperate();
  const { visit, patientId, rejected } = row;
  if (rejected?.retrying === true) return <Tag tone="info">{t('rejected.retrying')}</Tag>;
  if (!mayOperate) return null;
  return (
    <Button
      size="xs"
      variant="default"
      loading={retry.isPending}
      aria-label={t('visits.retryVisit', { visit })}
      onClick={() => retry.one(patientId)}
    >
      {t('rejected.retry')}
    </Button>
  );
}
