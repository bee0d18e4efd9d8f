import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FindingsPage, RunDetails } from '../../../../src/http/api/contract/rows/run.ts';
import { useRead } from '../../api/use-api.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Further } from '../../ui/more.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { useWhoseColumns } from '../../ui/table/whose-columns.tsx';
import { Tag } from '../../ui/tag.tsx';
import classes from './finding-kind.module.css';

type Kind = RunDetails['kinds'][number];
type Finding = FindingsPage['findings'][number];

/** What a pass found of one kind: how often, what it means, and, unfolded, where. */
export function FindingKindView({ runId, kind }: { readonly runId: number; readonly kind: Kind }) {
  const { t } = useTranslation();
  const format = useFormat();
  const language = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const listId = useId();
  const { label, advice } = kind.text[language];
  return (
    <div className={classes.kind}>
      <div className={classes.head}>
        <Tag tone={kind.severity === 'attention' ? 'warn' : 'good'}>
          {format.number(kind.count)}
        </Tag>
        <div className={classes.label}>
          {label}
          {advice !== '' && <p className={classes.advice}>{advice}</p>}
        </div>
        <Button
          variant="default"
          size="xs"
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-label={`${isOpen ? t('runs.hide') : t('runs.show', { shown: format.number(kind.count) })}: ${label}`}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? t('runs.hide') : t('runs.show', { shown: format.number(kind.count) })}
        </Button>
      </div>
      <div id={listId}>
        {isOpen && (
          <div className={classes.list}>
            <Findings runId={runId} kind={kind.kind} caption={label} after={0} />
          </div>
        )}
      </div>
    </div>
  );
}

interface FindingsProps {
  readonly runId: number;
  readonly kind: string;
  /** What they are called. */
  readonly caption: string;
  readonly after: number;
}

function Findings({ runId, kind, caption, after }: FindingsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const page = useRead('findings', { params: { runId }, query: { kind, after } });
  const whose = useWhoseColumns();
  const columns: readonly Column<Finding>[] = [
    ...whose,
    {
      key: 'subject',
      title: t('runs.findingColumns.subject'),
      cell: ({ subject }) => subject?.[language] ?? t('runs.wholeContact'),
    },
  ];
  return (
    <Answer query={page}>
      {({ findings, next }) => (
        <>
          <DataTable caption={caption} columns={columns} rows={findings} rowKey={({ id }) => id} />
          <Further next={next}>
            {(from) => <Findings runId={runId} kind={kind} caption={caption} after={from} />}
          </Further>
        </>
      )}
    </Answer>
  );
}
