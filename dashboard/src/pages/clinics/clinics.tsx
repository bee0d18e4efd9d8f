import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClinicListRow } from '../../../../src/http/api/contract/fleet.ts';
import { useRead } from '../../api/use-api.ts';
import { useFormat } from '../../format/use-format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { Panel } from '../../ui/layout/panel.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import { Tag } from '../../ui/tag.tsx';
import { ClinicTable } from './clinic-table.tsx';
import classes from './clinics.module.css';
import { tagTone } from './tag-tone.ts';

/** As many are found by looking. */
const mostWithoutSearch = 10;

/** All clinics of the fleet, the worst first: which one needs me. */
export function Clinics() {
  const { t } = useTranslation();
  const clinics = useRead('clinics', {}, { everyMs: 5_000 });
  return (
    <Page title={t('fleet.title')} about={t('fleet.about')}>
      <Answer query={clinics} lines={8}>
        {({ clinics: rows }) =>
          rows.length === 0 ? (
            <Empty title={t('fleet.none')}>{t('fleet.noneHint')}</Empty>
          ) : (
            <Listed rows={rows} />
          )
        }
      </Answer>
    </Page>
  );
}

function Listed({ rows }: { readonly rows: readonly ClinicListRow[] }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState('');
  const folded = wanted.trim().toLocaleLowerCase();
  const found = rows.filter(({ name }) => name.toLocaleLowerCase().includes(folded));
  return (
    <>
      <div className={classes.head}>
        <Summary rows={rows} />
        {rows.length > mostWithoutSearch && (
          <TextInput
            className={classes.search}
            aria-label={t('fleet.find')}
            placeholder={t('fleet.find')}
            leftSection={<Icon name="search" size={16} />}
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
        )}
      </div>
      <Panel flush>
        {found.length === 0 ? <Empty title={t('fleet.notFound')} /> : <ClinicTable rows={found} />}
      </Panel>
    </>
  );
}

const tones = ['bad', 'warn', 'unknown', 'info', 'good'] as const;

function Summary({ rows }: { readonly rows: readonly ClinicListRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <p className={classes.summary}>
      {tones.map((tone) => {
        const count = rows.filter((row) => row.tone === tone).length;
        return (
          count > 0 && (
            <Tag key={tone} tone={tagTone(tone)}>
              {t(`fleet.summary.${tone}`, { shown: format.number(count) })}
            </Tag>
          )
        );
      })}
    </p>
  );
}
