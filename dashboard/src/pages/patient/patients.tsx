import { useTranslation } from 'react-i18next';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { PatientSearch } from './patient-search.tsx';

export function Patients() {
  const { t } = useTranslation();
  return (
    <Page title={t('patient.title')} about={t('patient.about')}>
      <PatientSearch />
      <Panel>
        <Empty title={t('patient.start')}>{t('patient.startHint')}</Empty>
      </Panel>
    </Page>
  );
}
