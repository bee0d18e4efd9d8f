import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Session } from '../../../../src/http/api/contract/session.ts';
import { useDo } from '../../api/use-api.ts';
import { Appearance } from '../../layout/appearance.tsx';
import { Failure } from '../../ui/notice/failure.tsx';
import { Loading } from '../../ui/notice/loading.tsx';
import { Note } from '../../ui/notice/note.tsx';
import { submitted } from '../../ui/submitted.ts';
import classes from './sign-in.module.css';
import { useSignInLink } from './use-sign-in-link.ts';

/** Password, or the one-time link that the service printed. */
export function SignIn({ session }: { readonly session: Session }) {
  const { t } = useTranslation();
  const link = useSignInLink();
  useEffect(() => {
    document.title = `${t('signIn.title')} · IDENT → amoCRM`;
  }, [t]);
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <div className={classes.brand}>
          <img src="/icon.svg" alt="" width={40} height={40} />
          <div>
            <h1 className={classes.title}>{t('frame.product')}</h1>
            <p className={classes.about}>{t('signIn.about')}</p>
          </div>
        </div>
        {link.isPending ? (
          <>
            <p>{t('signIn.byLink')}</p>
            <Loading lines={2} />
          </>
        ) : (
          <>
            {link.error && <Failure error={link.error} />}
            <Door session={session} />
          </>
        )}
        <Appearance />
      </div>
    </main>
  );
}

function Door({ session }: { readonly session: Session }) {
  const { t } = useTranslation();
  if (session.state === 'closed') {
    return (
      <Note tone="bad" title={t('signIn.closed')}>
        {t('signIn.closedHint')}
      </Note>
    );
  }
  if (!session.hasPassword) {
    return (
      <Note tone="info" title={t('signIn.noPassword')}>
        {t('signIn.noPasswordHint')}
      </Note>
    );
  }
  return <PasswordForm hasUsers={session.hasUsers} />;
}

function PasswordForm({ hasUsers }: Pick<Session, 'hasUsers'>) {
  const { t } = useTranslation();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [location, navigate] = useLocation();
  const signIn = useDo('signIn', {
    outdates: ['session'],
    onDone: () => {
      if (location === '/sign-in') navigate('/', { replace: true });
    },
  });
  const submit = submitted(() => {
    if (password === '') return;
    signIn.mutate({ body: { password, user: user.trim() || undefined } });
  });
  return (
    <form className={classes.form} onSubmit={submit}>
      {hasUsers && (
        <TextInput
          label={t('signIn.user')}
          description={t('signIn.userHint')}
          autoComplete="username"
          spellCheck={false}
          autoFocus
          value={user}
          onChange={(event) => setUser(event.currentTarget.value)}
        />
      )}
      <PasswordInput
        label={t('signIn.password')}
        autoComplete="current-password"
        autoFocus={!hasUsers}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {signIn.error && <Failure error={signIn.error} />}
      <Button type="submit" loading={signIn.isPending}>
        {t('signIn.submit')}
      </Button>
    </form>
  );
}
