import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChangesPage } from '../../../../src/http/api/contract/rows/run.ts';
import { useRead } from '../../api/use-api.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Icon } from '../../ui/icon.tsx';
import formClasses from '../../ui/layout/form.module.css';
import { Panel } from '../../ui/layout/panel.tsx';
import { Further } from '../../ui/more.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import { submitted } from '../../ui/submitted.ts';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { useWhoseColumns } from '../../ui/table/whose-columns.tsx';

type Change = ChangesPage['changes'][number];

interface Search {
  readonly patient: string;
  readonly item: string;
}

/** What a pass wrote, for whom: which fields, and no values. */
export function RunChanges({ runId }: { readonly runId: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [patient, setPatient] = useState('');
  const [search, setSearch] = useState<Search>({ patient: '', item: '' });
  const first = useRead('changes', { params: { runId }, query: { limit: 1 } });
  if (first.data === undefined || first.data.changes.length === 0) return null;
  const submit = submitted(() => setSearch({ ...search, patient: patient.trim() }));
  return (
    <Panel title={t('runs.changes.title')}>
      <form className={formClasses.filters} onSubmit={submit}>
        <TextInput
          label={t('runs.changes.patient')}
          value={patient}
          autoComplete="off"
          onChange={(event) => setPatient(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('runs.changes.item')}
          value={search.item}
          data={[
            { value: '', label: t('common.all') },
            ...first.data.items.map(({ item, text }) => ({ value: item, label: text[language] })),
          ]}
          onChange={(event) => setSearch({ ...search, item: event.currentTarget.value })}
        />
        <Button type="submit" variant="default" leftSection={<Icon name="search" />}>
          {t('patient.find')}
        </Button>
      </form>
      <Listed key={`${search.patient} ${search.item}`} runId={runId} search={search} after={0} />
    </Panel>
  );
}

interface ListedProps {
  readonly runId: number;
  readonly search: Search;
  readonly after: number;
}

function Listed({ runId, search, after }: ListedProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { patient, item } = search;
  const query = { patient: patient || undefined, item: item || undefined, after, limit: 50 };
  const page = useRead('changes', { params: { runId }, query });
  const whose = useWhoseColumns();
  const columns: readonly Column<Change>[] = [
    ...whose,
    {
      key: 'kind',
      title: t('runs.changes.what'),
      cell: ({ kind }) => t(`runs.changes.kinds.${kind}`),
    },
    {
      key: 'items',
      title: t('runs.changes.items'),
      cell: ({ items }) =>
        items.length === 0 ? t('runs.wholeContact') : items.map((one) => one[language]).join(', '),
    },
  ];
  return (
    <Answer query={page}>
      {({ changes, next }) =>
        changes.length === 0 ? (
          <Empty title={t('runs.changes.none')} />
        ) : (
          <>
            <DataTable
              caption={t('runs.changes.title')}
              columns={columns}
              rows={changes}
              rowKey={({ id }) => id}
            />
            <Further next={next}>
              {(from) => <Listed runId={runId} search={search} after={from} />}
            </Further>
          </>
        )
      }
    </Answer>
  );
}
