import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CohortJob } from '../../../../../src/http/api/contract/visits/cohort.ts';
import { useAddress } from '../../../api/clinic-scope.ts';
import { useDo, useRead } from '../../../api/use-api.ts';
import { useMayOperate } from '../../../api/use-may.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Panel } from '../../../ui/layout/panel.tsx';
import { Answer } from '../../../ui/notice/answer.tsx';
import { Failure, ProblemNote } from '../../../ui/notice/failure.tsx';
import { Loading } from '../../../ui/notice/loading.tsx';
import { submitted } from '../../../ui/submitted.ts';
import classes from './cohort.module.css';
import { CohortFigures } from './cohort-figures.tsx';

/** Bookings of a period by what has become of them: counted when somebody asks, and shown to all who look. */
export function CohortPanel() {
  const { t } = useTranslation();
  const address = useAddress();
  const language = useLanguage();
  const job = useRead('cohort', {});
  const mayOperate = useMayOperate();
  const hasTable = (job.data?.cohort ?? null) !== null;
  return (
    <Panel
      title={t('cohort.title')}
      actions={
        hasTable && (
          <Button
            component="a"
            href={address('cohortCsv', { query: { lang: language } })}
            download
            variant="default"
            size="xs"
            leftSection={<Icon name="download" />}
          >
            {t('common.csv')}
          </Button>
        )
      }
    >
      <p className={classes.about}>{t('cohort.about')}</p>
      <Answer query={job} lines={2}>
        {(data) => (
          <>
            {mayOperate && <Period job={data} />}
            <Counted job={data} />
          </>
        )}
      </Answer>
    </Panel>
  );
}

/** Which days; those of the last count, so that the same is asked again by one click. */
function Period({ job }: { readonly job: CohortJob }) {
  const { t } = useTranslation();
  const count = useDo('countCohort', { outdates: ['cohort'] });
  const [from, setFrom] = useState(job.cohort?.from ?? '');
  const [to, setTo] = useState(job.cohort?.to ?? '');
  const ask = submitted(() =>
    count.mutate({ body: { from: from || undefined, to: to || undefined } }),
  );
  return (
    <>
      <form className={classes.form} onSubmit={ask}>
        <TextInput
          type="date"
          label={t('cohort.from')}
          value={from}
          max={to === '' ? undefined : to}
          onChange={({ currentTarget }) => setFrom(currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t('cohort.to')}
          value={to}
          min={from === '' ? undefined : from}
          onChange={({ currentTarget }) => setTo(currentTarget.value)}
        />
        <Button type="submit" loading={count.isPending || job.state === 'running'}>
          {t('cohort.count')}
        </Button>
      </form>
      {count.error && <Failure error={count.error} />}
    </>
  );
}

function Counted({ job }: { readonly job: CohortJob }) {
  const { t } = useTranslation();
  const mayOperate = useMayOperate();
  if (job.state === 'running')
    return (
      <div role="status">
        <p className={classes.small}>{t('cohort.counting')}</p>
        <Loading lines={3} />
      </div>
    );
  return (
    <>
      {job.problem !== null && <ProblemNote problem={job.problem} />}
      {job.cohort !== null && <CohortFigures cohort={job.cohort} />}
      {job.cohort === null && job.problem === null && !mayOperate && (
        <p className={classes.small}>{t('cohort.none')}</p>
      )}
    </>
  );
}
