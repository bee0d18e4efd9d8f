import { useTranslation } from 'react-i18next';
import type { PatientVisit } from '../../../../src/http/api/contract/visits/days.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage } from '../../language/use-language.ts';
import type { Column } from '../../ui/table/data-table.tsx';
import { DealLink } from './deal-link.tsx';
import { StageTag } from './stage-tag.tsx';
import classes from './visits.module.css';

type Shown = Omit<PatientVisit, 'place' | 'ledBy'>;

/** What every table of visits tells; branches, doctors and sums where there are any. */
export function useVisitColumns(rows: readonly Shown[]): Readonly<
  Record<'stage' | 'deal' | 'fate', Column<Shown>>
> & {
  readonly details: readonly Column<Shown>[];
} {
  const { t } = useTranslation();
  const format = useFormat();
  const language = useLanguage();
  const details: readonly (Column<Shown> & { readonly key: 'branch' | 'doctor' | 'sum' })[] = [
    {
      key: 'branch',
      title: t('visits.day.branch'),
      wide: true,
      cell: ({ branch }) => branch,
    },
    { key: 'doctor', title: t('visits.day.doctor'), cell: ({ doctor }) => doctor },
    {
      key: 'sum',
      title: t('visits.day.sum'),
      numeric: true,
      cell: ({ sum }) => (sum === null ? '' : t('visits.roubles', { sum: format.number(sum) })),
    },
  ];
  return {
    stage: {
      key: 'stage',
      title: t('visits.day.stage'),
      cell: ({ stage, reason }) =>
        stage === null ? (
          <span className={classes.soft}>{t('visits.patient.gone')}</span>
        ) : (
          <StageTag stage={stage} reason={reason} />
        ),
    },
    details: details.filter(({ key }) => rows.some((row) => row[key] !== null)),
    deal: {
      key: 'deal',
      title: t('visits.day.deal'),
      tight: true,
      cell: ({ deal }) => deal && <DealLink deal={deal} />,
    },
    fate: { key: 'fate', title: t('visits.day.fate'), cell: ({ fate }) => fate[language] },
  };
}
