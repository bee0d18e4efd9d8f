import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import { cohortWords } from '../../../../../src/report/cohort/cohort-words.ts';
import { cohortEnds, cohortSteps } from '../../../../../src/visits/cohort/cohort-counts.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import classes from './cohort.module.css';
import type { Cohort } from './cohort-figures.tsx';
import { percent } from './percent.ts';

interface Row {
  readonly name: string;
  readonly label: string;
  readonly count: number;
  readonly share: string;
  readonly isStep: boolean;
}

/** From booked to paid, and what became of the others; the table says the same in figures, for who cannot see the bars. */
export function CohortSteps({ cohort }: { readonly cohort: Cohort }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = cohortWords[useLanguage()];
  const { total } = cohort;
  const row = (name: keyof typeof total, isStep: boolean): readonly Row[] => {
    const count = total[name];
    if (count === null) return [];
    const share = name === 'booked' ? '' : percent(count, total.booked);
    return [{ name, label: words.counts[name], count, share, isStep }];
  };
  const rows = [
    ...cohortSteps.flatMap((name) => row(name, true)),
    ...[...cohortEnds, 'noShow' as const].flatMap((name) => row(name, false)),
  ];
  const isBar = ({ name }: Row) => name !== 'noShow';
  const columns: readonly Column<Row>[] = [
    { key: 'step', title: t('cohort.steps'), phone: 'heading', cell: ({ label }) => label },
    {
      key: 'count',
      title: t('cohort.figure'),
      numeric: true,
      tight: true,
      phone: 'half',
      cell: ({ count }) => format.number(count),
    },
    {
      key: 'share',
      title: t('cohort.share'),
      numeric: true,
      tight: true,
      phone: 'half',
      cell: ({ share }) => share,
    },
  ];
  return (
    <div className={classes.beside}>
      <div aria-hidden="true" className={classes.chart}>
        <BarChart
          h={rows.filter(isBar).length * 34 + 30}
          orientation="vertical"
          type="stacked"
          dataKey="label"
          data={rows.filter(isBar).map(({ label, count, isStep }) => ({
            label,
            [isStep ? 'step' : 'end']: count,
          }))}
          series={[
            { name: 'step', label: t('cohort.figure'), color: 'var(--cohort-step)' },
            { name: 'end', label: t('cohort.figure'), color: 'var(--cohort-end)' },
          ]}
          tickLine="none"
          gridAxis="none"
          withTooltip={false}
          withXAxis={false}
          yAxisProps={{ width: 130, interval: 0 }}
          barChartProps={{ accessibilityLayer: false }}
          barProps={{ isAnimationActive: false, maxBarSize: 20 }}
        />
      </div>
      <DataTable
        caption={t('cohort.steps')}
        columns={columns}
        rows={rows}
        rowKey={({ name }) => name}
      />
    </div>
  );
}
