import { Button } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { AmoTest } from '../../../../src/http/api/contract/set-up/setup.ts';
import { useDo } from '../../api/use-api.ts';
import { useFormat } from '../../format/use-format.ts';
import { Failure, ProblemNote } from '../../ui/notice/failure.tsx';
import { Note } from '../../ui/notice/note.tsx';
import { Facts } from '../../ui/table/facts.tsx';
import { Change } from './form/change.tsx';
import { OauthConnect } from './oauth-connect.tsx';
import { isOutdated } from './step/is-outdated.ts';
import classes from './step/step.module.css';
import { Step, type StepOf, stepState } from './step/step.tsx';
import { StepTrouble } from './step/step-trouble.tsx';
import { useLook } from './step/use-look.ts';
import { TokenForm } from './token-form.tsx';

export function AmoStep({ setup, isNext }: StepOf) {
  const { t } = useTranslation();
  const format = useFormat();
  const test = useDo('testAmo', { outdates: ['setup', 'overview', 'fields'] });
  const { kind, baseUrl, connected, isRefused, isKnown, trouble } = setup.amocrm;
  const { expiresAt, accountId, redirect } = setup.amocrm;
  const { mutate } = test;
  const look = useCallback(() => mutate({}), [mutate]);
  useLook(connected && trouble === null && !(isKnown && setup.fields.isKnown), look);
  const told = isOutdated(test.data, connected, /^AMO_UNAUTHORIZED$/) ? undefined : test.data;
  return (
    <Step
      no={2}
      title={t('setup.amo.title')}
      about={t(`setup.amo.kinds.${kind}`)}
      state={stepState({
        isDone: connected,
        isBroken: isRefused || trouble !== null || told?.ok === false,
        isKnown,
        isAsked: test.isPending,
      })}
    >
      <Facts
        facts={[
          [
            t('setup.amo.account'),
            <AccountName key="account" baseUrl={baseUrl} accountId={accountId} />,
          ],
          ...(expiresAt === null
            ? []
            : [[t('setup.amo.expires'), format.moment(expiresAt)] as const]),
        ]}
      />
      {isRefused && told?.ok !== false && (
        <Note tone="bad" title={t('setup.amo.refused')}>
          <p>{t(`setup.amo.refusedHints.${kind}`)}</p>
        </Note>
      )}
      {redirect !== null && (
        <OauthConnect connected={connected} redirect={redirect} isNext={isNext} />
      )}
      {kind === 'long-lived' && <TokenForm amocrm={setup.amocrm} isNext={isNext} />}
      <StepTrouble code={trouble} />
      {told && <AmoTested test={told} title={t('setup.amo.ok')} />}
      {test.error && <Failure error={test.error} />}
      {(connected || kind !== 'oauth') && (
        <div className={classes.buttons}>
          <Button variant="default" loading={test.isPending} onClick={look}>
            {t('setup.amo.test')}
          </Button>
        </div>
      )}
      <Change what="amocrm" />
    </Step>
  );
}

interface AccountNameProps {
  readonly baseUrl: string;
  readonly accountId: number | null;
}

function AccountName({ baseUrl, accountId }: AccountNameProps) {
  const { host } = new URL(baseUrl);
  return accountId === null ? host : `${host} (${accountId})`;
}

export function AmoTested({ test, title }: { readonly test: AmoTest; readonly title: string }) {
  const { t } = useTranslation();
  if (!test.ok) return <ProblemNote problem={test.problem} />;
  return (
    <>
      <Note tone="good" title={title} role="status" />
      <Facts
        facts={[
          [t('setup.amo.name'), test.name],
          [t('setup.amo.subdomain'), test.subdomain],
          [t('setup.amo.account'), test.accountId],
          [t('setup.amo.timeZone'), test.timeZone],
        ]}
      />
    </>
  );
}
