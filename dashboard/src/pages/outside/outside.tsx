import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type {
  OutsidePage,
  OutsidePlace,
  WarningKind,
} from '../../../../src/http/api/contract/overview.ts';
import type { ApiError } from '../../api/client.ts';
import { useRead } from '../../api/use-api.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Page } from '../../ui/layout/page.tsx';
import { Panel } from '../../ui/layout/panel.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import { DataTable } from '../../ui/table/data-table.tsx';
import { useWhoseColumns } from '../../ui/table/whose-columns.tsx';

const pageSize = 100;

/** The patients of IDENT that are not in amoCRM for one reason. */
export function Outside({ place }: { readonly place: OutsidePlace }) {
  const { t } = useTranslation();
  const [after, setAfter] = useState(0);
  const page = useRead('outside', { query: { place, after, limit: pageSize } }, { keep: true });
  return <Listing title={t('outside.title')} page={page} onNext={setAfter} />;
}

/** The patients whose values went over otherwise than IDENT has them, by the last audit. */
export function Warned({ kind }: { readonly kind: WarningKind }) {
  const { t } = useTranslation();
  const [after, setAfter] = useState(0);
  const page = useRead('warned', { query: { kind, after, limit: pageSize } }, { keep: true });
  return <Listing title={t('outside.warned')} page={page} onNext={setAfter} />;
}

interface ListingProps {
  readonly title: string;
  readonly page: UseQueryResult<OutsidePage, ApiError>;
  readonly onNext: (after: number) => void;
}

function Listing({ title, page, onNext }: ListingProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = useWhoseColumns();
  return (
    <Page
      title={title}
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
                <DataTable
                  caption={title}
                  columns={columns}
                  rows={patients}
                  rowKey={({ patientId }) => patientId}
                />
                {next !== null && (
                  <Button variant="subtle" fullWidth onClick={() => onNext(next)}>
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
