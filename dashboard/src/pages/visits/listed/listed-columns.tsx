import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type {
  ListedVisit,
  VisitListOf,
} from '../../../../../src/http/api/contract/visits/visits.ts';
import { useMayOperate } from '../../../api/use-may.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useNow } from '../../../format/use-now.ts';
import { PatientLink } from '../../../ui/patient-link.tsx';
import type { Column } from '../../../ui/table/data-table.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { useRejectionColumns } from '../../rejected/rejection-columns.tsx';
import { useRetry } from '../../rejected/use-retry.ts';
import { DealLink } from '../deal-link.tsx';

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
  const rejection = useRejectionColumns(({ rejected }: ListedVisit) => rejected);
  return [
    ...rejection,
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
