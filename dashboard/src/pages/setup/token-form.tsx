import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Setup } from '../../../../src/http/api/contract/set-up/setup.ts';
import { useDo } from '../../api/use-api.ts';
import { useFormat } from '../../format/use-format.ts';
import formClasses from '../../ui/layout/form.module.css';
import { Failure } from '../../ui/notice/failure.tsx';
import { Note } from '../../ui/notice/note.tsx';
import { submitted } from '../../ui/submitted.ts';
import { AmoTested } from './amo-step.tsx';

interface TokenFormProps {
  readonly amocrm: Setup['amocrm'];
  /** It is this step's turn. */
  readonly isNext: boolean;
}

/** Takes a long-lived token, which is used from then on if amoCRM takes it, too; and says which one is in use. */
export function TokenForm({ amocrm, isNext }: TokenFormProps) {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const give = useDo('giveToken', {
    outdates: ['setup', 'overview', 'fields'],
    // One that did not fit is of no use either: nothing keeps it.
    onDone: () => setToken(''),
  });
  const submit = submitted(() => {
    if (token.trim() !== '') give.mutate({ body: { token } });
  });
  return (
    <>
      <TokenInUse amocrm={amocrm} />
      <form className={formClasses.form} onSubmit={submit}>
        <p>{t('setup.amo.tokenHint')}</p>
        <div className={formClasses.inline}>
          <PasswordInput
            label={t('setup.amo.token')}
            value={token}
            autoComplete="off"
            onChange={(event) => setToken(event.currentTarget.value)}
          />
          <Button
            type="submit"
            variant={isNext && amocrm.isRefused ? 'filled' : 'default'}
            loading={give.isPending}
          >
            {t('setup.amo.giveToken')}
          </Button>
        </div>
        {give.data && <AmoTested test={give.data} title={t('setup.amo.tokenTaken')} />}
        {give.error && <Failure error={give.error} />}
      </form>
    </>
  );
}

function TokenInUse({ amocrm: { givenToken, isRefused } }: { readonly amocrm: Setup['amocrm'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (givenToken === null) return null;
  const words = givenToken.isUsed ? 'setup.amo.given' : 'setup.amo.overridden';
  const tone = givenToken.isUsed || isRefused ? 'info' : 'warn';
  return (
    <Note tone={tone} title={t(`${words}.title`)}>
      <p>{t(`${words}.why`, { moment: format.exact(givenToken.at) })}</p>
    </Note>
  );
}
