import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { OutsidePage, OutsidePlace } from '../../../../src/http/api/contract/overview.ts';
import { useRead } from '../../api/use-api.ts';
import { useLanguage } from '../../language/use-language.ts';
import { ContactLink } from '../../ui/contact-link.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { Panel } from '../../ui/layout/panel.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { shownId } from '../patient/shown-id.ts';

const pageSize = 100;

/** The patients of IDENT that are not in amoCRM for one reason. */
export function Outside({ place }: { readonly place: OutsidePlace }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [after, setAfter] = useState(0);
  const page = useRead('outside', { query: { place, after, limit: pageSize } }, { keep: true });
  return (
    <Page
      title={t('outside.title')}
      about={page.data?.text[language] ?? ''}
      actions={
        <Button component={Link} href="/" variant="default">
          {t('outside.back')}
        </Button>
      }
    >
      <Panel flush>
        <Answer query={page}>
          {({ patients, next }) =>
            patients.length === 0 ? (
              <Empty title={t('outside.none')}>{t('outside.noneHint')}</Empty>
            ) : (
              <>
                <Listed patients={patients} />
                {next !== null && (
                  <Button variant="subtle" fullWidth onClick={() => setAfter(next)}>
                    {t('outside.next')}
                  </Button>
                )}
              </>
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}

type Row = OutsidePage['patients'][number];

function Listed({ patients }: { readonly patients: readonly Row[] }) {
  const { t } = useTranslation();
  const columns: readonly Column<Row>[] = [
    {
      key: 'patient',
      title: t('outside.columns.patient'),
      phone: 'half',
      cell: ({ patientId }) => <Link href={`/patients/${patientId}`}>{shownId(patientId)}</Link>,
    },
    {
      key: 'contact',
      title: t('outside.columns.contact'),
      phone: 'half',
      cell: ({ contactId, contactUrl }) => <ContactLink id={contactId} url={contactUrl} />,
    },
  ];
  return (
    <DataTable
      caption={t('outside.title')}
      columns={columns}
      rows={patients}
      rowKey={({ patientId }) => patientId}
    />
  );
}
