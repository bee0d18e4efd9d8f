import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RejectedRow } from '../../../../src/http/api/contract/rows/rejected.ts';
import { useMayOperate } from '../../api/use-may.ts';
import { PatientLink } from '../../ui/patient-link.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { shownId } from '../patient/shown-id.ts';
import { useRejectionColumns } from './rejection-columns.tsx';
import { useRetry } from './use-retry.ts';

export function RejectedTable({ rows }: { readonly rows: readonly RejectedRow[] }) {
  const { t } = useTranslation();
  const rejection = useRejectionColumns((row: RejectedRow) => row);
  const columns: readonly Column<RejectedRow>[] = [
    {
      key: 'patient',
      title: t('rejected.columns.patient'),
      tight: true,
      cell: ({ patientId, source }) => <PatientLink id={patientId} source={source} />,
    },
    ...rejection,
    { key: 'retry', title: '', tight: true, cell: (row) => <RetryOne row={row} /> },
  ];
  return (
    <DataTable
      caption={t('rejected.title')}
      columns={columns}
      rows={rows}
      rowKey={({ patientId }) => patientId}
    />
  );
}

function RetryOne({ row }: { readonly row: RejectedRow }) {
  const { t } = useTranslation();
  const retry = useRetry();
  const mayOperate = useMayOperate();
  const { patientId: id, retrying, needsConfirmation } = row;
  if (retrying) return <Tag tone="info">{t('rejected.retrying')}</Tag>;
  if (!mayOperate) return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={retry.isPending}
        aria-label={t(needsConfirmation ? 'rejected.confirmPatient' : 'rejected.retryPatient', {
          id: shownId(id),
        })}
        onClick={() => retry.one(id)}
      >
        {t(needsConfirmation ? 'rejected.confirm' : 'rejected.retry')}
      </Button>
      {needsConfirmation && (
        <Button
          size="xs"
          variant="default"
          loading={retry.isPending}
          aria-label={t('rejected.separatePatient', { id: shownId(id) })}
          onClick={() => retry.separate(id)}
        >
          {t('rejected.separate')}
        </Button>
      )}
    </>
  );
}
