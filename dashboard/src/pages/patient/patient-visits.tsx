import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  PatientVisit,
  PatientVisits as View,
} from '../../../../src/http/api/contract/visits/of-patient.ts';
import { useDo, useRead } from '../../api/use-api.ts';
import { useMayOperate } from '../../api/use-may.ts';
import { useFormat } from '../../format/use-format.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Panel } from '../../ui/layout/panel.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import { ProblemNote } from '../../ui/notice/failure.tsx';
import { useToast } from '../../ui/notice/use-toast.ts';
import { RevealButton } from '../../ui/reveal-button.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { DealLink } from '../visits/deal-link.tsx';
import { StageTag } from '../visits/stage-tag.tsx';
import classes from '../visits/visits.module.css';

/** The patient's visits and their deals. Doctors and sums that were shown live in this panel's memory alone. */
export function PatientVisits({ patientId }: { readonly patientId: number }) {
  const { t } = useTranslation();
  const toast = useToast();
  const params = { patientId };
  const mayOperate = useMayOperate();
  const [revealed, setRevealed] = useState<View | null>(null);
  const masked = useRead('patientVisits', { params });
  const reveal = useDo('revealPatientVisits', {
    outdates: ['patientHistory', 'actions'],
    onDone: (shown) => {
      setRevealed(shown);
      toast.done(t('visits.recorded'));
    },
  });
  const canReveal = mayOperate && masked.data?.reveals === true;
  return (
    <Panel
      flush
      title={t('visits.patient.title')}
      actions={
        canReveal && (
          <RevealButton
            isShown={revealed !== null}
            isPending={reveal.isPending}
            show={t('visits.patient.show')}
            hide={t('visits.patient.hide')}
            onShow={() => reveal.mutate({ params }, { onError: toast.failed })}
            onHide={() => setRevealed(null)}
          />
        )
      }
    >
      <Answer query={masked} lines={2}>
        {(view) => <Rows view={revealed ?? view} />}
      </Answer>
    </Panel>
  );
}

function Rows({ view }: { readonly view: View }) {
  const { t } = useTranslation();
  const columns = useColumns(view);
  const { told, amoAway, rows, more } = view;
  if (!told && rows.length === 0)
    return <Empty title={t('visits.untold', { sources: 'IDENT' })}>{t('visits.untoldHint')}</Empty>;
  if (rows.length === 0) return <Empty title={t('visits.patient.none')} />;
  return (
    <>
      {amoAway !== null && (
        <div className={classes.notes}>
          <ProblemNote problem={amoAway} title={t('visits.patient.amoAway')} />
        </div>
      )}
      <DataTable
        caption={t('visits.patient.title')}
        columns={columns}
        rows={rows}
        rowKey={({ visit }) => visit}
      />
      {more && <Empty title={t('visits.patient.more', { count: rows.length })} />}
    </>
  );
}

function useColumns({ rows }: View): readonly Column<PatientVisit>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const format = useFormat();
  const has = (name: 'branch' | 'doctor' | 'sum' | 'deal' | 'outcome') =>
    rows.some((row) => row[name] !== null);
  const columns: readonly (Column<PatientVisit> & { readonly isOn: boolean })[] = [
    {
      key: 'start',
      title: t('visits.patient.start'),
      isOn: true,
      phone: 'heading',
      tight: true,
      cell: ({ start }) => (start === null ? '—' : `${format.date(start)} ${start.slice(11, 16)}`),
    },
    {
      key: 'stage',
      title: t('visits.day.stage'),
      isOn: true,
      cell: ({ stage, reason }) =>
        stage === null ? (
          <span className={classes.soft}>{t('visits.patient.gone')}</span>
        ) : (
          <StageTag stage={stage} reason={reason} />
        ),
    },
    {
      key: 'branch',
      title: t('visits.day.branch'),
      isOn: has('branch'),
      wide: true,
      cell: ({ branch }) => branch,
    },
    {
      key: 'doctor',
      title: t('visits.day.doctor'),
      isOn: has('doctor'),
      cell: ({ doctor }) => doctor,
    },
    {
      key: 'sum',
      title: t('visits.day.sum'),
      isOn: has('sum'),
      numeric: true,
      cell: ({ sum }) => (sum === null ? '' : t('visits.roubles', { sum: format.number(sum) })),
    },
    {
      key: 'deal',
      title: t('visits.day.deal'),
      isOn: has('deal'),
      tight: true,
      cell: ({ deal }) => deal && <DealLink deal={deal} />,
    },
    {
      key: 'place',
      title: t('visits.patient.place'),
      isOn: has('deal'),
      cell: (row) => <Place visit={row} />,
    },
    {
      key: 'who',
      title: t('visits.day.fate'),
      isOn: has('deal') || has('outcome'),
      cell: ({ fate }) => fate[language],
    },
  ];
  return columns.filter(({ isOn }) => isOn);
}

/** Where the deal stands in amoCRM now. */
function Place({ visit: { deal, place } }: { readonly visit: PatientVisit }) {
  const { t } = useTranslation();
  if (place !== null)
    return (
      <div>
        {place.stage}
        <div className={classes.small}>{place.pipeline}</div>
      </div>
    );
  return deal?.status === 'linked' ? (
    <span className={classes.soft}>{t('visits.patient.notShown')}</span>
  ) : null;
}
