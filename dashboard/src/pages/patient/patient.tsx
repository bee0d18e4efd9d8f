import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PatientView } from '../../../../src/http/api/contract/patient.ts';
import { useDo, useRead } from '../../api/use-api.ts';
import { useMayOperate } from '../../api/use-may.ts';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { useToast } from '../../ui/notice/use-toast.ts';
import { RevealButton } from '../../ui/reveal-button.tsx';
import { PatientHistory } from './patient-history.tsx';
import { PatientSearch } from './patient-search.tsx';
import { PatientSides } from './patient-sides.tsx';
import { PatientStanding } from './patient-standing.tsx';
import { PatientVisits } from './patient-visits.tsx';
import { shownId } from './shown-id.ts';

/** A patient on both sides. What was revealed lives in this page's memory alone and is gone with it. */
export default function PatientPage({ patientId }: { readonly patientId: number }) {
  const { t } = useTranslation();
  return (
    <Page title={t('patient.heading', { id: shownId(patientId) })} about={t('patient.about')}>
      <PatientSearch key={`search ${patientId}`} />
      <Both key={patientId} patientId={patientId} />
      <PatientVisits key={`visits ${patientId}`} patientId={patientId} />
      <PatientHistory patientId={patientId} />
    </Page>
  );
}

function Both({ patientId }: { readonly patientId: number }) {
  const masked = useRead('patient', { params: { patientId } });
  const [revealed, setRevealed] = useState<PatientView | null>(null);
  return (
    <Answer query={masked} lines={10}>
      {(view) => (
        <>
          <PatientStanding view={view}>
            <Controls
              patientId={patientId}
              isRevealed={revealed !== null}
              onRevealed={setRevealed}
            />
          </PatientStanding>
          <PatientSides view={revealed ?? view} />
        </>
      )}
    </Answer>
  );
}

interface ControlsProps {
  readonly patientId: number;
  readonly isRevealed: boolean;
  readonly onRevealed: (view: PatientView | null) => void;
}

function Controls({ patientId, isRevealed, onRevealed }: ControlsProps) {
  const { t } = useTranslation();
  const toast = useToast();
  const params = { patientId };
  const reveal = useDo('revealPatient', {
    outdates: ['patientHistory', 'actions'],
    onDone: (view) => {
      onRevealed(view);
      toast.done(t('patient.recorded'));
    },
  });
  const sync = useDo('syncPatient', {
    outdates: ['patient', 'patientHistory', 'rejected', 'overview'],
    onDone: ({ outcome }) => {
      onRevealed(null);
      toast.done(t(`patient.outcomes.${outcome}`));
    },
  });
  const onError = toast.failed;
  if (!useMayOperate()) return null;
  return (
    <>
      <Button
        leftSection={<Icon name="refresh" />}
        loading={sync.isPending}
        onClick={() => sync.mutate({ params }, { onError })}
      >
        {t('patient.sync')}
      </Button>
      <RevealButton
        size="sm"
        isShown={isRevealed}
        isPending={reveal.isPending}
        show={t('patient.show')}
        hide={t('patient.hide')}
        onShow={() => reveal.mutate({ params }, { onError })}
        onHide={() => onRevealed(null)}
      />
    </>
  );
}
