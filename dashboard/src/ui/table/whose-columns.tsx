import { useTranslation } from 'react-i18next';
import { ContactLink } from '../contact-link.tsx';
import { PatientLink } from '../patient-link.tsx';
import type { Column } from './data-table.tsx';

interface Whose {
  readonly patientId: number | null;
  readonly source: string | null;
  readonly contactId: number | null;
  readonly contactUrl: string | null;
}

/** Whom a row is about, on both sides. */
export function useWhoseColumns(): readonly Column<Whose>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'patient',
      title: t('runs.findingColumns.patient'),
      phone: 'half',
      cell: ({ patientId, source }) =>
        patientId !== null && <PatientLink id={patientId} source={source} />,
    },
    {
      key: 'contact',
      title: t('runs.findingColumns.contact'),
      phone: 'half',
      cell: ({ contactId, contactUrl }) => <ContactLink id={contactId} url={contactUrl} />,
    },
  ];
}
