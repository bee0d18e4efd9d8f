import { useTranslation } from 'react-i18next';
import type { FieldRow } from '../../../../src/http/api/contract/fields.ts';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { Tag } from '../../ui/tag.tsx';
import type { Tone } from '../../ui/tone.ts';
import classes from './field-table.module.css';

const sourceTones: Readonly<Record<NonNullable<FieldRow['source']>['status'], Tone>> = {
  found: 'good',
  computed: 'good',
  unconfirmed: 'warn',
  lost: 'bad',
  missing: 'warn',
  off: 'quiet',
};

const amoTones: Readonly<Record<NonNullable<FieldRow['amo']>['status'], Tone>> = {
  ok: 'good',
  off: 'quiet',
  refused: 'warn',
  missing: 'warn',
  'wrong-type': 'bad',
  'missing-options': 'warn',
};

export function FieldTable({ rows }: { readonly rows: readonly FieldRow[] }) {
  const { t } = useTranslation();
  const columns: readonly Column<FieldRow>[] = [
    {
      key: 'no',
      title: t('fields.columns.no'),
      tight: true,
      phone: 'hidden',
      cell: ({ no }) => no,
    },
    {
      key: 'name',
      title: t('fields.columns.name'),
      phone: 'heading',
      cell: ({ name, key, sensitive }) => (
        <div>
          <strong className={classes.name}>{name}</strong>
          {sensitive && (
            <>
              {' '}
              <Tag tone="info" icon="lock">
                {t('fields.sensitive')}
              </Tag>
            </>
          )}
          <div className={classes.detail}>{key}</div>
        </div>
      ),
    },
    { key: 'source', title: t('fields.columns.source'), cell: (row) => <Source row={row} /> },
    { key: 'amo', title: t('fields.columns.amo'), cell: (row) => <Amo row={row} /> },
    { key: 'id', title: t('fields.columns.id'), numeric: true, cell: ({ amo }) => amo?.id ?? '—' },
    {
      key: 'on',
      title: t('fields.columns.on'),
      phone: 'half',
      tight: true,
      cell: ({ on }) => (
        <Tag tone={on ? 'good' : 'quiet'}>{t(on ? 'fields.on' : 'fields.off')}</Tag>
      ),
    },
  ];
  return (
    <DataTable caption={t('fields.title')} columns={columns} rows={rows} rowKey={({ no }) => no} />
  );
}

function Source({ row: { source } }: { readonly row: FieldRow }) {
  const { t } = useTranslation();
  if (source === null) return <Tag>{t('fields.source.unknown')}</Tag>;
  return (
    <div>
      <Tag tone={sourceTones[source.status]}>{t(`fields.source.${source.status}`)}</Tag>
      {source.from !== null && <div className={classes.detail}>{source.from}</div>}
    </div>
  );
}

function Amo({ row: { amo } }: { readonly row: FieldRow }) {
  const { t } = useTranslation();
  if (amo === null) return <Tag>{t('fields.amo.unknown')}</Tag>;
  return (
    <div>
      <Tag tone={amoTones[amo.status]}>{t(`fields.amo.${amo.status}`)}</Tag>
      {amo.adopted && (
        <>
          {' '}
          <Tag>{t('fields.adopted')}</Tag>
        </>
      )}
      {amo.name !== null && <div className={classes.detail}>{amo.name}</div>}
      {amo.detail !== '' && <div className={classes.detail}>{amo.detail}</div>}
    </div>
  );
}
