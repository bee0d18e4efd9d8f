import { useTranslation } from 'react-i18next';
import type { Settings as SettingsAnswer } from '../../../../src/http/api/contract/rows/records.ts';
import { useRead } from '../../api/use-api.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Page } from '../../ui/layout/page.tsx';
import { Panel } from '../../ui/layout/panel.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { Tag } from '../../ui/tag.tsx';
import classes from './settings.module.css';
import { UpkeepPanel } from './upkeep-panel.tsx';

type Setting = SettingsAnswer['groups'][number]['settings'][number];

/** What the service works by; secrets never leave it. */
export default function Settings() {
  const { t } = useTranslation();
  const settings = useRead('settings', {});
  return (
    <Page title={t('settings.title')} about={t('settings.about')}>
      <UpkeepPanel />
      <Answer query={settings} lines={10}>
        {({ groups }) =>
          groups.map(({ group, settings: list }) => (
            <Panel key={group} flush title={t(`settings.groups.${group}`)}>
              <Group name={t(`settings.groups.${group}`)} settings={list} />
            </Panel>
          ))
        }
      </Answer>
    </Page>
  );
}

function Group({
  name,
  settings,
}: {
  readonly name: string;
  readonly settings: readonly Setting[];
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns: readonly Column<Setting>[] = [
    {
      key: 'name',
      title: t('settings.columns.name'),
      phone: 'heading',
      cell: (setting) => (
        <div className={classes.setting}>
          <code className={classes.name}>{setting.name}</code>
          <p className={classes.about}>{setting.description[language]}</p>
        </div>
      ),
    },
    {
      key: 'value',
      title: t('settings.columns.value'),
      share: '30%',
      cell: (setting) => <Value setting={setting} />,
    },
    {
      key: 'given',
      title: t('settings.columns.given'),
      share: '15%',
      cell: ({ given }) => t(`settings.given.${given}`),
    },
  ];
  return <DataTable caption={name} columns={columns} rows={settings} rowKey={(row) => row.name} />;
}

function Value({ setting: { value, secret, given } }: { readonly setting: Setting }) {
  const { t } = useTranslation();
  if (value !== null) return <code>{value === '' ? '""' : value}</code>;
  if (secret && given !== 'unset') return <Tag icon="lock">{t('settings.secret')}</Tag>;
  return '—';
}
