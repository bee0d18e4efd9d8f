import { useTranslation } from 'react-i18next';
import type { ActionsPage } from '../../../../src/http/api/contract/rows/records.ts';
import { actionSubject, doerName } from '../../../../src/report/action-words.ts';
import { useRead } from '../../api/use-api.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage, useWords } from '../../language/use-language.ts';
import { Page } from '../../ui/layout/page.tsx';
import { Panel } from '../../ui/layout/panel.tsx';
import { Further } from '../../ui/more.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';

type Action = ActionsPage['actions'][number];

interface ActionsProps {
  /** `fleetActions`: what people did that is no single clinic's affair. */
  readonly of?: 'actions' | 'fleetActions';
}

/** Who did what, and when personal data was shown. */
export default function Actions({ of = 'actions' }: ActionsProps) {
  const { t } = useTranslation();
  const words = of === 'actions' ? 'actions' : 'fleet.actions';
  return (
    <Page title={t(`${words}.title`)} about={t(`${words}.about`)}>
      <Panel flush>
        <Listed of={of} query={{}} />
      </Panel>
    </Page>
  );
}

function Listed({ of, query }: Required<ActionsProps> & { readonly query: { before?: number } }) {
  const { t } = useTranslation();
  const actions = useRead(of, { query });
  return (
    <Answer query={actions} lines={8}>
      {({ actions: rows, next }) =>
        rows.length === 0 ? (
          <Empty title={t('actions.none')}>{t('actions.noneHint')}</Empty>
        ) : (
          <>
            <ActionTable rows={rows} />
            <Further next={next}>{(before) => <Listed of={of} query={{ before }} />}</Further>
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
