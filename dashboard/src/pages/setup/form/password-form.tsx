import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDo } from '../../../api/use-api.ts';
import { Failure } from '../../../ui/notice/failure.tsx';
import { submitted } from '../../../ui/submitted.ts';
import stepClasses from '../step/step.module.css';
import classes from './form.module.css';

/** The page's first password. */
export function PasswordForm() {
  const { t } = useTranslation();
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const differ = second !== '' && first !== second;
  const save = useDo('savePassword', { outdates: ['session', 'setUpForm'] });
  const submit = submitted(() => {
    if (first !== '' && first === second) save.mutate({ body: { password: first } });
  });
  return (
    <form className={classes.form} onSubmit={submit}>
      <div className={classes.pair}>
        <PasswordInput
          label={t('setup.form.password.first')}
          description={t('setup.form.password.hint')}
          autoComplete="new-password"
          value={first}
          onChange={(event) => setFirst(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('setup.form.password.second')}
          description={t('setup.form.password.secondHint')}
          autoComplete="new-password"
          error={differ && t('setup.form.password.differ')}
          value={second}
          onChange={(event) => setSecond(event.currentTarget.value)}
        />
      </div>
      {save.error && <Failure error={save.error} />}
      <div className={stepClasses.buttons}>
        <Button type="submit" loading={save.isPending} disabled={first === '' || first !== second}>
          {t('setup.form.password.submit')}
        </Button>
      </div>
    </form>
  );
}
