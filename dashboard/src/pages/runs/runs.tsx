import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearch } from 'wouter';
import type { Run } from '../../../../src/http/api/contract/rows/run.ts';
import { useRead } from '../../api/use-api.ts';
import { useFormat } from '../../format/use-format.ts';
import formClasses from '../../ui/layout/form.module.css';
import { Page } from '../../ui/layout/page.tsx';
import { Panel } from '../../ui/layout/panel.tsx';
import { Further, More } from '../../ui/more.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import { Note } from '../../ui/notice/note.tsx';
import { RunningPass } from '../overview/progress/running-pass.tsx';
import { RunTable } from './run-table.tsx';

const modes = ['incremental', 'deep', 'plan', 'patients', 'clear', 'forget'] as const;
const outcomes = ['running', 'ok', 'rows-rejected', 'incomplete', 'failed', 'stopped'] as const;
const pageSize = 50;
/** So many are asked for anew each time; what is older is asked for once. */
const mostAtOnce = 200;

interface Filter {
  readonly mode: string;
  readonly outcome: '' | Run['outcome'];
}

/** Every pass there was. */
export default function Runs() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<Filter>({ mode: '', outcome: '' });
  const overview = useRead('overview', {});
  const span = useSpan();
  return (
    <Page title={t('runs.title')} about={t('runs.about')}>
      {overview.data && <RunningPass overview={overview.data} />}
      <Panel>
        <div className={formClasses.filters}>
          <NativeSelect
            label={t('runs.filter.mode')}
            value={filter.mode}
            data={[
              { value: '', label: t('common.all') },
              ...modes.map((value) => ({ value, label: t(`runs.modes.${value}`) })),
            ]}
            onChange={(event) => setFilter({ ...filter, mode: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('runs.filter.outcome')}
            value={filter.outcome}
            data={[
              { value: '', label: t('common.all') },
              ...outcomes.map((value) => ({ value, label: t(`runs.outcomes.${value}`) })),
            ]}
            // Only the options above can be chosen.
            onChange={(event) =>
              setFilter({ ...filter, outcome: event.currentTarget.value as Filter['outcome'] })
            }
          />
        </div>
      </Panel>
      {span !== null && <SpanNote span={span} />}
      <Listed
        key={`${filter.mode} ${filter.outcome} ${span?.from} ${span?.until}`}
        filter={filter}
        span={span}
      />
    </Page>
  );
}

/** Of one bar of the chart, as its link says. */
interface Span {
  readonly from: number;
  readonly until: number;
}

function useSpan(): Span | null {
  const search = new URLSearchParams(useSearch());
  const [from, until] = [Number(search.get('from')), Number(search.get('until'))];
  return from > 0 && until > from ? { from, until } : null;
}

function SpanNote({ span: { from, until } }: { readonly span: Span }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Note
      title={t('runs.ofSpan', { from: format.moment(from), until: format.moment(until) })}
      actions={<Link href="/runs">{t('runs.allSpans')}</Link>}
    />
  );
}

interface ListedProps {
  readonly filter: Filter;
  readonly span: Span | null;
}

function Listed({ filter, span }: ListedProps) {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(pageSize);
  const { mode, outcome } = filter;
  const isFiltered = mode !== '' || outcome !== '' || span !== null;
  const query = { ...asked(filter), ...span, limit: Math.min(limit, mostAtOnce) };
  const runs = useRead('runs', { query }, { keep: true });
  return (
    <Panel flush>
      <Answer query={runs} lines={8}>
        {({ runs: rows, next }) =>
          rows.length === 0 ? (
            <Empty title={t(isFiltered ? 'runs.noneFound' : 'runs.none')}>
              {t(isFiltered ? 'runs.noneFoundHint' : 'runs.noneHint')}
            </Empty>
          ) : (
            <>
              <RunTable runs={rows} />
              {next !== null && limit < mostAtOnce ? (
                <More onClick={() => setLimit(limit + pageSize)} />
              ) : (
                <Further next={next}>
                  {(from) => <Older filter={filter} span={span} before={from} />}
                </Further>
              )}
            </>
          )
        }
      </Answer>
    </Panel>
  );
}

interface OlderProps extends ListedProps {
  readonly before: number;
}

/** The pages behind the first ones: they change no more, so each is asked for once. */
function Older({ filter, span, before }: OlderProps) {
  const page = useRead('runs', { query: { ...asked(filter), ...span, before, limit: mostAtOnce } });
  return (
    <Answer query={page}>
      {({ runs, next }) => (
        <>
          <RunTable runs={runs} />
          <Further next={next}>
            {(from) => <Older filter={filter} span={span} before={from} />}
          </Further>
        </>
      )}
    </Answer>
  );
}

const asked = ({ mode, outcome }: Filter) => ({
  mode: mode || undefined,
  outcome: outcome || undefined,
});
