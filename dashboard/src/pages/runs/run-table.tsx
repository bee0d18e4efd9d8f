import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Run } from '../../../../src/http/api/contract/rows/run.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWords } from '../../language/use-language.ts';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { OutcomeTag } from './outcome-tag.tsx';

export function RunTable({ runs }: { readonly runs: readonly Run[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const modes = useWords('runs.modes');
  const counted = (key: 'created' | 'updated' | 'rejected' | 'requests'): Column<Run> => ({
    key,
    title: t(`runs.columns.${key}`),
    numeric: true,
    cell: ({ counts }) => format.number(counts[key] ?? 0),
  });
  const columns: readonly Column<Run>[] = [
    {
      key: 'id',
      title: t('runs.columns.id'),
      phone: 'half',
      tight: true,
      cell: ({ id }) => (
        <Link href={`/runs/${id}`} aria-label={t('runs.open', { id })}>
          {id}
        </Link>
      ),
    },
    {
      key: 'started',
      title: t('runs.columns.started'),
      phone: 'heading',
      tight: true,
      cell: ({ startedAt }) => format.moment(startedAt),
    },
    {
      key: 'mode',
      phone: 'half',
      tight: true,
      title: t('runs.columns.mode'),
      cell: ({ mode }) => modes(mode),
    },
    { key: 'outcome', title: t('runs.columns.outcome'), cell: (run) => <OutcomeTag run={run} /> },
    {
      key: 'duration',
      title: t('runs.columns.duration'),
      numeric: true,
      cell: ({ startedAt, endedAt }) =>
        endedAt === null ? '—' : format.duration(endedAt - startedAt),
    },
    counted('created'),
    counted('updated'),
    counted('rejected'),
    { ...counted('requests'), wide: true },
  ];
  return (
    <DataTable caption={t('runs.title')} columns={columns} rows={runs} rowKey={({ id }) => id} />
  );
}
