import { BarChart } from '@mantine/charts';
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cohortWords } from '../../../../../src/report/cohort/cohort-words.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import classes from './cohort.module.css';
import type { Cohort } from './cohort-figures.tsx';
import { percent } from './percent.ts';

type By = 'bySource' | 'byBranch';
type Group = Cohort[By][number];

/** Of all that was booked: whoever came, and the ends beside that. */
const parts = ['came', 'planned', 'open', 'cancelled'] as const;
const colours = {
  came: 'var(--cohort-step)',
  planned: 'var(--cohort-ahead)',
  open: 'var(--cohort-open)',
  cancelled: 'var(--cohort-end)',
} as const;

/** As many bars as one can tell apart; the table has all of them. */
const mostBars = 8;

/** The same by source of the booking, or by branch. */
export function CohortGroups({ cohort }: { readonly cohort: Cohort }) {
  const { t } = useTranslation();
  const words = cohortWords[useLanguage()];
  const [by, setBy] = useState<By>('bySource');
  const groups = cohort[by];
  return (
    <section>
      <div className={classes.head}>
        <h3 className={classes.heading}>{t('cohort.groups')}</h3>
        <SegmentedControl
          size="xs"
          aria-label={t('cohort.by')}
          value={by}
          data={[
            { value: 'bySource', label: t('cohort.bySource') },
            { value: 'byBranch', label: t('cohort.byBranch') },
          ]}
          onChange={setBy}
        />
      </div>
      <p className={classes.legend}>
        {parts.map((name) => (
          <span key={name} className={classes.entry}>
            <span className={classes.swatch} style={{ background: colours[name] }} />
            {words.counts[name]}
          </span>
        ))}
      </p>
      <Bars groups={groups} />
      <Table groups={groups} title={words[by]} />
    </section>
  );
}

function Bars({ groups }: { readonly groups: readonly Group[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = cohortWords[useLanguage()];
  const others = groups.slice(mostBars);
  const shown = groups.slice(0, mostBars).map((group) => ({
    ...group,
    label: group.name ?? words.noName,
  }));
  const sum = (name: (typeof parts)[number]) => others.reduce((all, group) => all + group[name], 0);
  const data = [
    ...shown,
    ...(others.length === 0
      ? []
      : [
          {
            label: t('cohort.others', { count: others.length }),
            came: sum('came'),
            planned: sum('planned'),
            open: sum('open'),
            cancelled: sum('cancelled'),
          },
        ]),
  ];
  return (
    <div aria-hidden="true" className={classes.chart}>
      <BarChart
        h={data.length * 34 + 40}
        orientation="vertical"
        type="stacked"
        dataKey="label"
        data={data}
        series={parts.map((name) => ({ name, label: words.counts[name], color: colours[name] }))}
        tickLine="none"
        gridAxis="none"
        valueFormatter={(value) => format.number(value)}
        xAxisProps={{ tickFormatter: format.number, allowDecimals: false }}
        yAxisProps={{ width: 130, interval: 0, tickFormatter: short }}
        barChartProps={{ accessibilityLayer: false }}
        barProps={{ isAnimationActive: false, maxBarSize: 20 }}
      />
    </div>
  );
}

/** What has room beside a bar. */
const short = (name: string): string => (name.length > 18 ? `${name.slice(0, 17)}…` : name);

const columnNames = ['booked', 'came', 'billed', 'paid', 'planned', 'open', 'cancelled'] as const;

function Table({ groups, title }: { readonly groups: readonly Group[]; readonly title: string }) {
  const format = useFormat();
  const words = cohortWords[useLanguage()];
  const figure = (name: (typeof columnNames)[number]): Column<Group> => ({
    key: name,
    title: words.counts[name],
    numeric: true,
    phone: 'half',
    cell: (group) => <Figure group={group} name={name} format={format.number} />,
  });
  const columns: readonly Column<Group>[] = [
    { key: 'name', title, phone: 'heading', cell: ({ name }) => name ?? words.noName },
    ...columnNames.filter((name) => groups.some((group) => group[name] !== null)).map(figure),
  ];
  return (
    <DataTable caption={title} columns={columns} rows={groups} rowKey={({ name }) => name ?? ''} />
  );
}

function Figure({
  group,
  name,
  format,
}: {
  readonly group: Group;
  readonly name: (typeof columnNames)[number];
  readonly format: (count: number) => string;
}) {
  const count = group[name] ?? 0;
  return (
    <>
      {format(count)}
      {name !== 'booked' && count > 0 && (
        <small className={classes.share}> {percent(count, group.booked)}</small>
      )}
    </>
  );
}
