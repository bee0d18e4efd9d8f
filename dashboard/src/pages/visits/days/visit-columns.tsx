import { useTranslation } from 'react-i18next';
import type { DayVisit } from '../../../../../src/http/api/contract/visits/days.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { PatientLink } from '../../../ui/patient-link.tsx';
import type { Column } from '../../../ui/table/data-table.tsx';
import { DealLink } from '../deal-link.tsx';
import { StageTag } from '../stage-tag.tsx';
import classes from '../visits.module.css';

/** What a day tells of its visits; doctors, sums and branches where there are any. */
export function useVisitColumns(
  rows: readonly DayVisit[],
  withDeals: boolean,
): readonly Column<DayVisit>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const language = useLanguage();
  const has = (name: 'branch' | 'doctor' | 'sum') => rows.some((row) => row[name] !== null);
  return [
    {
      key: 'time',
      title: t('visits.day.time'),
      tight: true,
      phone: 'heading',
      cell: ({ start }) => start?.slice(11, 16) ?? '—',
    },
    {
      key: 'patient',
      title: t('visits.day.patient'),
      cell: ({ patientId, source, name }) =>
        patientId === null ? (
          <span className={classes.soft}>{t('visits.nobody')}</span>
        ) : (
          <div>
            <PatientLink id={patientId} source={source} />
            {name !== null && <div>{name}</div>}
          </div>
        ),
    },
    {
      key: 'stage',
      title: t('visits.day.stage'),
      cell: ({ stage, reason }) => <StageTag stage={stage} reason={reason} />,
    },
    ...(has('branch')
      ? [
          {
            key: 'branch',
            title: t('visits.day.branch'),
            wide: true,
            cell: ({ branch }: DayVisit) => branch,
          },
        ]
      : []),
    ...(has('doctor')
      ? [
          {
            key: 'doctor',
            title: t('visits.day.doctor'),
            cell: ({ doctor }: DayVisit) => doctor,
          },
        ]
      : []),
    ...(has('sum')
      ? [
          {
            key: 'sum',
            title: t('visits.day.sum'),
            numeric: true,
            cell: ({ sum }: DayVisit) =>
              sum === null ? '' : t('visits.roubles', { sum: format.number(sum) }),
          },
        ]
      : []),
    ...(withDeals
      ? [
          {
            key: 'deal',
            title: t('visits.day.deal'),
            tight: true,
            cell: ({ deal }: DayVisit) => deal && <DealLink deal={deal} />,
          },
          {
            key: 'fate',
            title: t('visits.day.fate'),
            cell: ({ fate }: DayVisit) => fate[language],
          },
        ]
      : []),
  ];
}
