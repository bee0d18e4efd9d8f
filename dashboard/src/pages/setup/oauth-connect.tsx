import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Setup } from '../../../../src/http/api/contract/set-up/setup.ts';
import { useDo } from '../../api/use-api.ts';
import { Icon } from '../../ui/icon.tsx';
import formClasses from '../../ui/layout/form.module.css';
import { Failure } from '../../ui/notice/failure.tsx';
import { useToast } from '../../ui/notice/use-toast.ts';
import { submitted } from '../../ui/submitted.ts';
import { AmoTested } from './amo-step.tsx';
import classes from './step/step.module.css';

export interface OauthConnectProps {
  readonly connected: boolean;
  /** It is this step's turn. */
  readonly isNext: boolean;
  readonly redirect: NonNullable<Setup['amocrm']['redirect']>;
}

/** To amoCRM and back; where the way back leads elsewhere, the code is pasted. */
export function OauthConnect({ connected, redirect, isNext }: OauthConnectProps) {
  const { t } = useTranslation();
  const toast = useToast();
  const [isBegun, setBegun] = useState(!connected);
  const begin = useDo('beginOauth', {
    // In the same window the browser comes back by itself; else this page stays, for the code.
    onDone: ({ url }) => {
      setBegun(true);
      if (redirect.leadsHere) location.assign(url);
      else window.open(url, '_blank', 'noopener');
    },
  });
  return (
    <>
      {isBegun && <p>{t(redirect.leadsHere ? 'setup.amo.connectHint' : 'setup.amo.pasteHint')}</p>}
      <div className={classes.buttons}>
        <Button
          variant={isNext ? 'filled' : 'default'}
          leftSection={<Icon name="link" />}
          loading={begin.isPending}
          onClick={() => begin.mutate({}, { onError: toast.failed })}
        >
          {t(connected ? 'setup.amo.reconnect' : 'setup.amo.connect')}
        </Button>
      </div>
      {isBegun && !redirect.leadsHere && <PasteCode />}
    </>
  );
}

function PasteCode() {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const finish = useDo('finishOauth', {
    outdates: ['setup', 'overview', 'fields'],
    onDone: () => setCode(''),
  });
  const submit = submitted(() => {
    if (code.trim() !== '') finish.mutate({ body: { code } });
  });
  return (
    <form className={formClasses.form} onSubmit={submit}>
      <div className={formClasses.inline}>
        <TextInput
          label={t('setup.amo.code')}
          value={code}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={finish.isPending}>
          {t('setup.amo.finish')}
        </Button>
      </div>
      {finish.data && <AmoTested test={finish.data} title={t('setup.amo.returned')} />}
      {finish.error && <Failure error={finish.error} />}
    </form>
  );
}
