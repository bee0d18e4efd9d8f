import { Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PatientItem, PatientView } from '../../../../src/http/api/contract/patient.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/layout/panel.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { ItemValue } from './item-value.tsx';
import classes from './patient.module.css';

/** Name, phones, e-mails and our fields: IDENT, what amoCRM acknowledged, amoCRM now. */
export function PatientSides({ view }: { readonly view: PatientView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [isOnlyDifferent, setOnlyDifferent] = useState(false);
  const shown = isOnlyDifferent ? view.items.filter(differs) : view.items;
  const columns: readonly Column<PatientItem>[] = [
    {
      key: 'no',
      title: t('patient.columns.no'),
      tight: true,
      phone: 'hidden',
      cell: ({ no }) => no ?? '',
    },
    {
      key: 'item',
      title: t('patient.columns.item'),
      phone: 'heading',
      cell: (item) => (
        <span className={classes.item}>
          {item.name[language]}
          {item.sensitive && (
            <span className={classes.lock} title={t('patient.sensitive')}>
              <Icon name="lock" size={14} />
              <span className="visually-hidden">{t('patient.sensitive')}</span>
            </span>
          )}
          {!item.on && <Tag>{t('patient.off')}</Tag>}
        </span>
      ),
    },
    {
      key: 'ident',
      title: t('patient.columns.ident'),
      cell: (item) => <ItemValue item={item} side="ident" />,
    },
    {
      key: 'acknowledged',
      title: t('patient.columns.acknowledged'),
      cell: ({ acknowledged, on }) => (
        <Tag tone={acknowledged === 'differs' && on ? 'warn' : 'quiet'}>
          {t(`patient.acknowledged.${acknowledged}`)}
        </Tag>
      ),
    },
    {
      key: 'amo',
      title: t('patient.columns.amo'),
      cell: (item) => <ItemValue item={item} side="amo" />,
    },
    {
      key: 'same',
      title: t('patient.columns.same'),
      cell: ({ same }) =>
        same === null ? (
          ''
        ) : (
          <Tag tone={same ? 'good' : 'warn'} icon={same ? 'check' : 'cross'}>
            {t(same ? 'patient.sameness.yes' : 'patient.sameness.no')}
          </Tag>
        ),
    },
  ];
  return (
    <Panel
      flush
      title={t('patient.sides')}
      actions={
        <Switch
          label={t('patient.onlyDifferent')}
          checked={isOnlyDifferent}
          onChange={(event) => setOnlyDifferent(event.currentTarget.checked)}
        />
      }
    >
      {shown.length === 0 ? (
        <Empty title={t(view.inIdent && view.inAmo ? 'patient.equal' : 'patient.incomparable')} />
      ) : (
        <DataTable
          caption={t('patient.about')}
          columns={columns}
          rows={shown}
          rowKey={({ item }) => item}
        />
      )}
    </Panel>
  );
}

/** Otherwise in amoCRM than in IDENT, or than what amoCRM took last. */
const differs = ({ same, acknowledged, on }: PatientItem): boolean =>
  same === false || (on && acknowledged === 'differs');
