import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDo } from '../../api/use-api.ts';
import { Failure } from '../../ui/failure.tsx';
import formClasses from '../../ui/form.module.css';
import { AmoTested } from './amo-step.tsx';

/** Tries a long-lived token; where tokens are kept is the settings' affair. */
export function TokenTest() {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const test = useDo('testToken', { onDone: () => setToken('') });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== '') test.mutate({ body: { token } });
  };
  return (
    <form className={formClasses.form} onSubmit={submit}>
      <p>{t('setup.amo.tokenHint')}</p>
      <div className={formClasses.inline}>
        <PasswordInput
          label={t('setup.amo.token')}
          value={token}
          autoComplete="off"
          onChange={(event) => setToken(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={test.isPending}>
          {t('setup.amo.testToken')}
        </Button>
      </div>
      {test.data && <AmoTested test={test.data} title={t('setup.amo.tokenOk')} />}
      {test.error && <Failure error={test.error} />}
    </form>
  );
}
