import { useTranslation } from 'react-i18next';
import type { Fields as FieldsAnswer } from '../../../../src/http/api/contract/fields.ts';
import { useRead } from '../../api/use-api.ts';
import { Page } from '../../ui/layout/page.tsx';
import { Panel } from '../../ui/layout/panel.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { ProblemNote } from '../../ui/notice/failure.tsx';
import { CreateFields } from './create-fields.tsx';
import { FieldTable } from './field-table.tsx';

/** The fields on both sides. */
export default function Fields() {
  const { t } = useTranslation();
  const fields = useRead('fields', {});
  // Where nothing is missing there is nothing to make.
  const isWhole = fields.data?.rows.every(({ on, amo }) => !on || amo?.status === 'ok');
  return (
    <Page
      title={t('fields.title')}
      about={t('fields.about')}
      {...(!isWhole && { actions: <CreateFields /> })}
    >
      <Answer query={fields} lines={10}>
        {(data) => <Contents fields={data} />}
      </Answer>
    </Page>
  );
}

function Contents({ fields }: { readonly fields: FieldsAnswer }) {
  const { t } = useTranslation();
  const { rows, databaseProblem, amoProblem } = fields;
  const wanted = rows.filter(({ on }) => on);
  const ready = wanted.filter(({ amo }) => amo?.status === 'ok').length;
  return (
    <>
      {databaseProblem !== null && (
        <ProblemNote problem={databaseProblem} title={t('fields.databaseProblem')} />
      )}
      {amoProblem !== null && <ProblemNote problem={amoProblem} title={t('fields.amoProblem')} />}
      <Panel
        flush
        title={t('fields.summary', { ready, wanted: wanted.length })}
        actions={<small>{t('fields.offHint')}</small>}
      >
        <FieldTable rows={rows} />
      </Panel>
    </>
  );
}
