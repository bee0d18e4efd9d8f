import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { SetUpForm } from '../../../../../src/http/api/contract/set-up/form.ts';
import { useRead } from '../../../api/use-api.ts';
import { Appearance } from '../../../layout/appearance.tsx';
import { Answer } from '../../../ui/notice/answer.tsx';
import stepClasses from '../step/step.module.css';
import { Step, stepState } from '../step/step.tsx';
import { AmoForm } from './amo-form.tsx';
import { DatabaseForm } from './database-form.tsx';
import classes from './form.module.css';
import { PasswordForm } from './password-form.tsx';

/** Before there is a service: from no settings at all to those that it begins with. */
export default function FirstSetUp() {
  const { t } = useTranslation();
  const form = useRead('setUpForm', {});
  const [, navigate] = useLocation();
  // Where it goes on once the service has begun.
  useEffect(() => navigate('/setup', { replace: true }), [navigate]);
  useEffect(() => {
    document.title = `${t('setup.title')} · IDENT → amoCRM`;
  }, [t]);
  return (
    <main className={classes.wizard}>
      <div className={classes.brand}>
        <span className={classes.product}>
          <img src="/icon.svg" alt="" width={32} height={32} />
          {t('frame.product')}
        </span>
        <Appearance />
      </div>
      <div>
        <h1 className={classes.title}>{t('setup.form.title')}</h1>
        <p className={classes.about}>{t('setup.form.about')}</p>
      </div>
      <Answer query={form} lines={8}>
        {(setUp) => <Steps setUp={setUp} />}
      </Answer>
    </main>
  );
}

const order = ['password', 'database', 'amocrm'] as const;

function Steps({ setUp }: { readonly setUp: SetUpForm }) {
  const { t } = useTranslation();
  const { done } = setUp;
  const next = order.find((step) => !done[step]);
  return (
    <ol className={stepClasses.steps}>
      <Step
        no={1}
        title={t('setup.form.password.title')}
        about={t('setup.form.password.about')}
        state={stepState({ isDone: done.password })}
      >
        {!done.password && <PasswordForm />}
      </Step>
      <Step
        no={2}
        title={t('setup.database.title')}
        about={t('setup.form.database.about')}
        state={stepState({ isDone: done.database })}
      >
        {done.password && <DatabaseForm setUp={setUp} isNext={next === 'database'} />}
      </Step>
      <Step
        no={3}
        title={t('setup.amo.title')}
        about={t('setup.form.amo.about')}
        state={stepState({ isDone: done.amocrm })}
      >
        {done.password && done.database && <AmoForm setUp={setUp} isNext={next === 'amocrm'} />}
      </Step>
      <Step
        no={4}
        title={t('setup.form.next.title')}
        about={t('setup.form.next.about')}
        state="todo"
      >
        {null}
      </Step>
    </ol>
  );
}
