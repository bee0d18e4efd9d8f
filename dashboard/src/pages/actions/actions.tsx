import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActionsPage } from '../../../../src/http/api/contract/rows/records.ts';
import { actionSubject, doerName } from '../../../../src/report/action-words.ts';
import { useRead } from '../../api/use-api.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage, useWords } from '../../language/use-language.ts';
import { Page } from '../../ui/layout/page.tsx';
import { Panel } from '../../ui/layout/panel.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';

type Action = ActionsPage['actions'][number];

/** Who did what, and when personal data was shown. */
export function Actions() {
  const { t } = useTranslation();
  return (
    <Page title={t('actions.title')} about={t('actions.about')}>
      <Panel flush>
        <Listed />
      </Panel>
    </Page>
  );
}

/** What people did that is no single clinic's affair. */
export function FleetActions() {
  const { t } = useTranslation();
  return (
    <Page title={t('fleet.actions.title')} about={t('fleet.actions.about')}>
      <Panel flush>
        <Listed of="fleetActions" />
      </Panel>
    </Page>
  );
}

function Listed({
  of = 'actions',
  before,
}: {
  readonly of?: 'actions' | 'fleetActions';
  readonly before?: number;
}) {
  const { t } = useTranslation();
  const [isMore, setMore] = useState(false);
  const actions = useRead(of, { query: before === undefined ? {} : { before } });
  return (
    <Answer query={actions} lines={8}>
      {({ actions: rows, next }) =>
        rows.length === 0 ? (
          <Empty title={t('actions.none')}>{t('actions.noneHint')}</Empty>
        ) : (
          <>
            <ActionTable rows={rows} />
            {next !== null &&
              (isMore ? (
                <Listed of={of} before={next} />
              ) : (
                <Button variant="subtle" fullWidth onClick={() => setMore(true)}>
                  {t('common.more')}
                </Button>
              ))}
          </>
        )
      }
    </Answer>
  );
}

function ActionTable({ rows }: { readonly rows: readonly Action[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const language = useLanguage();
  const names = useWords('actions.names');
  const columns: readonly Column<Action>[] = [
    { key: 'at', title: t('actions.columns.at'), tight: true, cell: ({ at }) => format.exact(at) },
    { key: 'action', title: t('actions.columns.action'), cell: ({ action }) => names(action) },
    {
      key: 'subject',
      title: t('actions.columns.subject'),
      cell: (row) => actionSubject(row, language),
    },
    {
      key: 'actor',
      title: t('actions.columns.actor'),
      cell: ({ actor, who }) =>
        who === null
          ? t(`overview.actors.${actor}`)
          : `${doerName(who, language)} (${t(`overview.actors.${actor}`)})`,
    },
  ];
  return (
    <DataTable caption={t('actions.title')} columns={columns} rows={rows} rowKey={({ id }) => id} />
  );
}
