import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RejectedRow } from '../../../../src/http/api/contract/rows/rejected.ts';
import { useMayOperate } from '../../api/use-may.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage } from '../../language/use-language.ts';
import { PatientLink } from '../../ui/patient-link.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { shownId } from '../patient/shown-id.ts';
import classes from './rejected-table.module.css';
import { useRetry } from './use-retry.ts';

export function RejectedTable({ rows }: { readonly rows: readonly RejectedRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const language = useLanguage();
  const columns: readonly Column<RejectedRow>[] = [
    {
      key: 'patient',
      title: t('rejected.columns.patient'),
      tight: true,
      cell: ({ patientId, source }) => <PatientLink id={patientId} source={source} />,
    },
    {
      key: 'meaning',
      title: t('rejected.columns.meaning'),
      cell: ({ subject, text }) => (
        <div>
          {subject !== null && <strong className={classes.subject}>{subject[language]}: </strong>}
          {text[language].meaning}
        </div>
      ),
    },
    {
      key: 'advice',
      title: t('rejected.columns.advice'),
      cell: ({ text }) => text[language].advice,
    },
    {
      key: 'since',
      title: t('rejected.columns.since'),
      tight: true,
      cell: ({ firstAt, attempts }) => (
        <div>
          {format.moment(firstAt)}
          <div className={classes.soft}>{t('rejected.attempts', { count: attempts })}</div>
        </div>
      ),
    },
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
