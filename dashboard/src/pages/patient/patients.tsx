import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/layout/page.tsx';
import { Panel } from '../../ui/layout/panel.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import { PatientSearch } from './patient-search.tsx';

export default function Patients() {
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
