import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { PlanJob } from '../../../../src/http/api/contract/set-up/setup.ts';
import { useDo, useRead } from '../../api/use-api.ts';
import { Icon } from '../../ui/icon.tsx';
import { Answer } from '../../ui/notice/answer.tsx';
import { Failure, ProblemNote } from '../../ui/notice/failure.tsx';
import { Note } from '../../ui/notice/note.tsx';
import { useToast } from '../../ui/notice/use-toast.ts';
import { PassProgress } from '../overview/progress/pass-progress.tsx';
import { PlanFacts } from './plan-facts.tsx';
import classes from './step/step.module.css';
import { Step, type StepOf, stepState } from './step/step.tsx';

export function PlanStep({ setup, isNext }: StepOf) {
  const { t } = useTranslation();
  const { amocrm, fields, firstLoadDone, unasked } = setup;
  const isBegun = firstLoadDone && !unasked;
  const isReady = amocrm.connected && fields.bound >= fields.wanted;
  return (
    <Step
      no={4}
      title={t('setup.plan.title')}
      about={t('setup.plan.about')}
      state={stepState({ isDone: isBegun })}
    >
      {isBegun && (
        <Note tone={amocrm.connected ? 'good' : 'quiet'} title={t('setup.plan.again_done')}>
          {t('setup.plan.again_doneHint')}
        </Note>
      )}
      {isReady ? (
        <PlanAndStart isBegun={isBegun} isNext={isNext && !isBegun} />
      ) : (
        <p>{t('setup.plan.first')}</p>
      )}
    </Step>
  );
}

interface PlanAndStartProps {
  readonly isBegun: boolean;
  /** It is this step's turn, and one of its buttons stands out. */
  readonly isNext: boolean;
}

function PlanAndStart({ isBegun, isNext }: PlanAndStartProps) {
  const { t } = useTranslation();
  const job = useRead('plan', {});
  const make = useDo('makePlan', { outdates: ['plan', 'setup'] });
  return (
    <Answer query={job} lines={2}>
      {(data) => (
        <>
          <PlanState job={data} />
          {make.error && <Failure error={make.error} />}
          <div className={classes.buttons}>
            {!isBegun && <Start isLooked={data.plan !== null} isNext={isNext} />}
            <Button
              variant={isNext && data.plan === null ? 'filled' : 'default'}
              loading={make.isPending || data.state === 'running'}
              onClick={() => make.mutate({})}
            >
              {t(data.plan === null ? 'setup.plan.make' : 'setup.plan.again')}
            </Button>
          </div>
        </>
      )}
    </Answer>
  );
}

function PlanState({ job }: { readonly job: PlanJob }) {
  if (job.state === 'running' && job.startedAt !== null) {
    return <PassProgress since={job.startedAt} progress={job.progress} />;
  }
  if (job.problem !== null) return <ProblemNote problem={job.problem} />;
  return job.plan === null ? null : <PlanFacts plan={job.plan} />;
}

function Start({ isLooked, isNext }: { readonly isLooked: boolean; readonly isNext: boolean }) {
  const { t } = useTranslation();
  const toast = useToast();
  const [, navigate] = useLocation();
  const start = useDo('start', {
    outdates: ['overview', 'setup'],
    onDone: () => {
      toast.done(t('setup.plan.started'));
      navigate('/');
    },
  });
  return (
    <Button
      variant={isNext && isLooked ? 'filled' : 'default'}
      disabled={!isLooked}
      leftSection={<Icon name="play" />}
      loading={start.isPending}
      onClick={() => start.mutate({}, { onError: toast.failed })}
    >
      {t('setup.plan.start')}
    </Button>
  );
}
