import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  PatientVisit,
  PatientVisits as View,
} from '../../../../src/http/api/contract/visits/days.ts';
import { useDo, useRead } from '../../api/use-api.ts';
import { useMayOperate } from '../../api/use-may.ts';
import { useFormat } from '../../format/use-format.ts';
import { Panel } from '../../ui/layout/panel.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import { ProblemNote } from '../../ui/notice/failure.tsx';
import { useToast } from '../../ui/notice/use-toast.ts';
import { RevealButton } from '../../ui/reveal-button.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { useVisitColumns } from '../visits/visit-columns.tsx';
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
  const format = useFormat();
  const { stage, details, deal, fate } = useVisitColumns(rows);
  const has = (name: 'deal' | 'outcome') => rows.some((row) => row[name] !== null);
  const start: Column<PatientVisit> = {
    key: 'start',
    title: t('visits.patient.start'),
    phone: 'heading',
    tight: true,
    cell: (row) =>
      row.start === null ? '—' : `${format.date(row.start)} ${row.start.slice(11, 16)}`,
  };
  const place: Column<PatientVisit> = {
    key: 'place',
    title: t('visits.patient.place'),
    cell: (row) => <Place visit={row} />,
  };
  return [
    ...[start, stage, ...details],
    ...(has('deal') ? [deal, place] : []),
    ...(has('deal') || has('outcome') ? [fate] : []),
  ];
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
