import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { SegmentedControl } from '@mantine/core';
import { type MouseEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Chart } from '../../../../../src/http/api/contract/overview.ts';
import { useRead } from '../../../api/use-api.ts';
import { useFormat } from '../../../format/use-format.ts';
import { Panel } from '../../../ui/layout/panel.tsx';
import { Answer } from '../../../ui/notice/answer.tsx';
import { Empty } from '../../../ui/notice/empty.tsx';
import classes from './charts.module.css';
import { columnAt } from './column-at.ts';
import { evenTicks } from './even-ticks.ts';

type Span = Chart['span'];
type Series = Exclude<keyof Chart['points'][number], 'at'>;

const spans: readonly Span[] = ['24h', '30d'];

/** What passes wrote, and what that took of amoCRM's limit. */
export default function Charts() {
  const { t } = useTranslation();
  const [span, setSpan] = useState<Span>('24h');
  const chart = useRead('chart', { query: { span } }, { everyMs: 60_000, keep: true });
  return (
    <Panel
      title={t('overview.charts.title')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('overview.charts.span')}
          value={span}
          data={spans.map((value) => ({ value, label: t(`overview.charts.spans.${value}`) }))}
          onChange={(value) => setSpan(value)}
        />
      }
    >
      <Answer query={chart}>{(data) => <Both chart={data} />}</Answer>
    </Panel>
  );
}

function Both({ chart }: { readonly chart: Chart }) {
  const { t } = useTranslation();
  const isQuiet = chart.points.every(
    ({ requests, created, updated, rejected }) => requests + created + updated + rejected === 0,
  );
  if (isQuiet) return <Empty title={t('overview.charts.none')} />;
  return (
    <div className={classes.charts}>
      <Bars
        chart={chart}
        title={t('overview.charts.rows')}
        series={[
          { name: 'created', label: t('overview.charts.created'), color: 'var(--chart-created)' },
          { name: 'updated', label: t('overview.charts.updated'), color: 'var(--chart-updated)' },
          { name: 'rejected', label: t('overview.charts.rejected'), color: 'var(--chart-bad)' },
        ]}
      />
      <Bars
        chart={chart}
        title={t('overview.charts.requests')}
        series={[
          { name: 'requests', label: t('overview.charts.sent'), color: 'var(--chart-requests)' },
          { name: 'throttled', label: t('overview.charts.throttled'), color: 'var(--chart-bad)' },
        ]}
      />
    </div>
  );
}

interface BarsProps {
  readonly chart: Chart;
  readonly title: string;
  readonly series: readonly {
    readonly name: Series;
    readonly label: string;
    readonly color: string;
  }[];
}

/** Those put off are requests too, and are stacked upon the others. */
const shownOf = (point: Chart['points'][number], name: Series): number =>
  name === 'requests' ? Math.max(point.requests - point.throttled, 0) : point[name];

/** Every sixth bar: as many as a phone has room for. */
const isTold = (index: number): boolean => index % 6 === 0;

/** Stacked bars; each leads to its passes. The sums beside the legend say the same in figures, for who cannot see the bars. */
function Bars({ chart, title, series }: BarsProps) {
  const format = useFormat();
  // Below a bar: the hour of a day, or the day of a month.
  const label = chart.span === '24h' ? format.time : format.day;
  const [, navigate] = useLocation();
  const { points } = chart;
  const most = Math.max(
    ...points.map((point) => series.reduce((sum, { name }) => sum + shownOf(point, name), 0)),
  );
  const openRuns = (event: MouseEvent) => {
    const index = columnAt(event, points.length);
    const point = index === null ? undefined : points[index];
    // Where nothing was asked of amoCRM there was no pass to be shown.
    if (index === null || point === undefined || point.requests === 0) return;
    // The last bar is not over.
    const until = points[index + 1]?.at ?? Date.now() + 60_000;
    navigate(`/runs?from=${point.at}&until=${until}`);
  };
  const total = (name: Series) => chart.points.reduce((sum, point) => sum + point[name], 0);
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <strong>{title}</strong>
        <span className={classes.legend}>
          {series.map(({ name, label: what, color }) => (
            <span key={name} className={classes.entry}>
              <span className={classes.swatch} style={{ background: color }} />
              {what} <b>{format.number(total(name))}</b>
            </span>
          ))}
        </span>
      </figcaption>
      <div aria-hidden="true">
        <BarChart
          h={160}
          type="stacked"
          data={points.map((point) => ({
            ...point,
            label: label(point.at),
            requests: shownOf(point, 'requests'),
          }))}
          dataKey="label"
          series={[...series]}
          tickLine="none"
          gridAxis="x"
          valueFormatter={(value) => format.number(value)}
          yAxisProps={{ width: 44, ...evenTicks(most), tickFormatter: format.number, interval: 0 }}
          xAxisProps={{
            ticks: points.flatMap(({ at }, index) => (isTold(index) ? [label(at)] : [])),
            interval: 0,
          }}
          // The figures stand in the caption: nothing in here is to be reached by the keyboard.
          barChartProps={{
            accessibilityLayer: false,
            className: classes.bars ?? '',
            onClick: (_pointed, event) => openRuns(event),
          }}
          barProps={{ isAnimationActive: false, maxBarSize: 22 }}
        />
      </div>
    </figure>
  );
}
