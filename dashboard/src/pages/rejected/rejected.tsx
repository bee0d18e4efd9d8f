import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RejectedPage } from '../../../../src/http/api/contract/rows/rejected.ts';
import { useAddress } from '../../api/clinic-scope.ts';
import { useRead } from '../../api/use-api.ts';
import { useMayOperate } from '../../api/use-may.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Icon } from '../../ui/icon.tsx';
import formClasses from '../../ui/layout/form.module.css';
import { Page } from '../../ui/layout/page.tsx';
import { Panel } from '../../ui/layout/panel.tsx';
import { More } from '../../ui/more.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import { RejectedTable } from './rejected-table.tsx';
import { useRetry } from './use-retry.ts';

const pageSize = 100;
/** More nobody reads, and a browser draws for seconds. */
const mostShown = 500;

/** Rows that were not accepted: why, since when, what to do. */
export default function Rejected() {
  const { t } = useTranslation();
  const address = useAddress();
  const language = useLanguage();
  const [code, setCode] = useState('');
  const [limit, setLimit] = useState(pageSize);
  const retry = useRetry();
  const mayOperate = useMayOperate();
  const query = { code: code || undefined, limit };
  const rejected = useRead('rejected', { query }, { keep: true });
  const hasRows = (rejected.data?.codes.length ?? 0) > 0;
  return (
    <Page
      title={t('rejected.title')}
      about={t('rejected.about')}
      {...(hasRows && {
        actions: (
          <>
            {mayOperate && (
              <Button
                leftSection={<Icon name="refresh" />}
                loading={retry.isPending}
                onClick={() => retry.all()}
              >
                {t('rejected.retryAll')}
              </Button>
            )}
            <Button
              component="a"
              href={address('rejectedCsv', { query: { lang: language } })}
              download
              variant="default"
              leftSection={<Icon name="download" />}
            >
              {t('common.csv')}
            </Button>
          </>
        ),
      })}
    >
      <Answer query={rejected}>
        {(page) => (
          <>
            {page.codes.length > 1 && <Reasons page={page} code={code} onChoose={setCode} />}
            <Rows page={page} onMore={() => setLimit(Math.min(limit + pageSize, mostShown))} />
          </>
        )}
      </Answer>
    </Page>
  );
}

interface ReasonsProps {
  readonly page: RejectedPage;
  readonly code: string;
  readonly onChoose: (code: string) => void;
}

function Reasons({ page, code, onChoose }: ReasonsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const format = useFormat();
  return (
    <Panel>
      <div className={formClasses.wide}>
        <NativeSelect
          label={t('rejected.reason')}
          value={code}
          data={[
            { value: '', label: t('rejected.allReasons') },
            ...page.codes.map((one) => ({
              value: one.code,
              label: `${one.text[language]} (${format.number(one.count)})`,
            })),
          ]}
          onChange={(event) => onChoose(event.currentTarget.value)}
        />
      </div>
    </Panel>
  );
}

function Rows({ page, onMore }: { readonly page: RejectedPage; readonly onMore: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (page.rows.length === 0) {
    return (
      <Panel>
        <Empty title={t('rejected.none')}>{t('rejected.noneHint')}</Empty>
      </Panel>
    );
  }
  const shown = page.rows.length;
  return (
    <Panel flush>
      <RejectedTable rows={page.rows} />
      {shown < page.total && (
        <>
          <Empty
            title={t('rejected.shown', {
              shown: format.number(shown),
              total: format.number(page.total),
            })}
          >
            {shown >= mostShown ? t('rejected.rest') : undefined}
          </Empty>
          {shown < mostShown && <More onClick={onMore} />}
        </>
      )}
    </Panel>
  );
}
