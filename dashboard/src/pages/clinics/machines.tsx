import { useTranslation } from 'react-i18next';
import type { MachineList } from '../../../../src/http/api/contract/fleet.ts';
import { useRead } from '../../api/use-api.ts';
import { useFormat } from '../../format/use-format.ts';
import { Page } from '../../ui/layout/page.tsx';
import { Panel } from '../../ui/layout/panel.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { Tag } from '../../ui/tag.tsx';

type MachineRow = MachineList['machines'][number];

/** Who carries the clinics over. */
export default function Machines() {
  const { t } = useTranslation();
  const machines = useRead('machines', {}, { everyMs: 5_000 });
  return (
    <Page title={t('fleet.machines.title')} about={t('fleet.machines.about')}>
      <Panel flush>
        <Answer query={machines} lines={4}>
          {({ machines: rows, now }) =>
            rows.length === 0 ? (
              <Empty title={t('fleet.machines.none')} />
            ) : (
              <MachineTable rows={rows} now={now} />
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}

function MachineTable({
  rows,
  now,
}: {
  readonly rows: readonly MachineRow[];
  /** By the clock of the fleet's server, as they are. */
  readonly now: number;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: readonly Column<MachineRow>[] = [
    {
      key: 'machine',
      title: t('fleet.machines.columns.machine'),
      phone: 'heading',
      cell: ({ host, pid }) => `${host}:${pid}`,
    },
    {
      key: 'state',
      title: t('fleet.machines.columns.state'),
      phone: 'half',
      cell: (row) => <State row={row} />,
    },
    {
      key: 'places',
      title: t('fleet.machines.columns.places'),
      numeric: true,
      cell: ({ running, places }) => t('fleet.machines.places', { running, places }),
    },
    {
      key: 'lost',
      title: t('fleet.machines.columns.lost'),
      numeric: true,
      cell: ({ lost }) => format.number(lost),
    },
    {
      key: 'seen',
      title: t('fleet.machines.columns.seen'),
      phone: 'half',
      tight: true,
      cell: ({ seenAt }) => format.relative(Math.min(seenAt, now), now),
    },
    {
      key: 'version',
      title: t('fleet.machines.columns.version'),
      phone: 'half',
      tight: true,
      cell: ({ version }) => version,
    },
  ];
  return (
    <DataTable
      caption={t('fleet.machines.title')}
      columns={columns}
      rows={rows}
      rowKey={({ host, pid }) => `${host}:${pid}`}
    />
  );
}

function State({ row: { isLive, isStopped } }: { readonly row: MachineRow }) {
  const { t } = useTranslation();
  if (!isLive) return <Tag tone="bad">{t('fleet.machines.silent')}</Tag>;
  if (isStopped) return <Tag tone="info">{t('fleet.machines.stopped')}</Tag>;
  return <Tag tone="good">{t('fleet.machines.live')}</Tag>;
}
