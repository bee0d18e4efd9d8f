import { useTranslation } from 'react-i18next';
import type { VisitDays } from '../../../../../src/http/api/contract/visits/days.ts';
import { useFormat } from '../../../format/use-format.ts';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { stageTones } from '../stage-tag.tsx';
import classes from '../visits.module.css';

type Day = VisitDays['days'][number];

const stages = ['planned', 'open', 'appeared', 'started', 'ended', 'billed', 'cancelled'] as const;

export interface DayTableProps {
  readonly days: readonly Day[];
  /** Whether deals are made at all. */
  readonly withDeals: boolean;
  readonly chosen: string | null;
  readonly onChoose: (day: string) => void;
}

/** A line for each day: how many bookings, in which stages. */
export function DayTable({ days, withDeals, chosen, onChoose }: DayTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [today] = days;
  // What is none is left blank, so that what there is stands out.
  const figure = (count: number) => (count === 0 ? '' : format.number(count));
  const columns: readonly Column<Day>[] = [
    {
      key: 'day',
      title: t('visits.day.day'),
      phone: 'heading',
      tight: true,
      cell: ({ day, total }) => (
        <DayName
          name={format.weekday(day)}
          isToday={day === today?.day}
          isChosen={day === chosen}
          {...(total > 0 && { onPress: () => onChoose(day) })}
        />
      ),
    },
    {
      key: 'total',
      title: t('visits.total'),
      numeric: true,
      cell: ({ total }) => <strong>{format.number(total)}</strong>,
    },
    {
      key: 'stages',
      title: t('visits.byStage'),
      cell: (day) => <Stages counts={day.stages} />,
    },
    ...(withDeals
      ? [
          {
            key: 'deals',
            title: t('visits.withDeal'),
            numeric: true,
            cell: ({ deals }: Day) => figure(deals),
          },
        ]
      : []),
  ];
  return (
    <DataTable caption={t('visits.days')} columns={columns} rows={days} rowKey={({ day }) => day} />
  );
}

function Stages({ counts }: { readonly counts: Day['stages'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const there = stages.filter((stage) => counts[stage] > 0);
  if (there.length === 0) return null;
  return (
    <ul className={classes.stages}>
      {there.map((stage) => (
        <li key={stage}>
          <Tag tone={stageTones[stage]}>
            {t(`visits.stages.${stage}`)} <b>{format.number(counts[stage])}</b>
          </Tag>
        </li>
      ))}
    </ul>
  );
}

interface DayNameProps {
  readonly name: string;
  readonly isToday: boolean;
  readonly isChosen: boolean;
  /** Absent: nobody is booked. */
  readonly onPress?: () => void;
}

function DayName({ name, isToday, isChosen, onPress }: DayNameProps) {
  const { t } = useTranslation();
  return (
    <span>
      {onPress === undefined ? (
        name
      ) : (
        <button
          type="button"
          className={classes.day}
          aria-expanded={isChosen}
          aria-label={t('visits.openDay', { day: name })}
          onClick={onPress}
        >
          {name}
        </button>
      )}
      {isToday && <span className={classes.small}> {t('visits.today')}</span>}
    </span>
  );
}
