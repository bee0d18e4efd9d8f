import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Pause } from '../../../../../src/http/api/contract/overview.ts';
import { useDo } from '../../../api/use-api.ts';
import { useMayOperate } from '../../../api/use-may.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { Note } from '../../../ui/notice/note.tsx';
import { useToast } from '../../../ui/notice/use-toast.ts';
import { AllowDialog } from './allow-dialog.tsx';
import { GuardedChanges } from './guarded-changes.tsx';

/** One reason to rest: what it means, what to do, and the way on. */
export function PauseNote({ pause }: { readonly pause: Pause }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { message, hint } = pause.text[useLanguage()];
  const isUser = pause.reason === 'user';
  return (
    <Note
      tone={isUser ? 'warn' : 'bad'}
      title={t(`overview.reasons.${pause.reason}`)}
      {...(!isUser && { actions: <WayOn pause={pause} /> })}
    >
      {pause.guard === null ? (
        <>
          <p>{message}</p>
          {hint !== '' && <p>{hint}</p>}
        </>
      ) : (
        <GuardedChanges guard={pause.guard} />
      )}
      <small>
        {t('overview.since_long', { moment: format.moment(pause.since) })}
        {' · '}
        {t(`overview.actors.${pause.actor}`)}
        {pause.code !== null && ` · ${t('common.code', { code: pause.code })}`}
      </small>
    </Note>
  );
}

/** Those that ask, each once. */
const databasesOf = ({ kinds }: NonNullable<Pause['guard']>): readonly string[] => [
  ...new Set(kinds.flatMap(({ databases }) => databases.map(({ name }) => name))),
];

function WayOn({ pause: { reason, guard } }: { readonly pause: Pause }) {
  const { t } = useTranslation();
  const toast = useToast();
  const [isAsking, setAsking] = useState(false);
  const resume = useDo('resume', {
    outdates: ['overview'],
    onDone: () => toast.done(t('overview.resumedNow')),
  });
  if (!useMayOperate()) return null;
  return (
    <>
      {reason === 'guard' && guard !== null && guard.allow !== null && (
        <Button color="red" onClick={() => setAsking(true)}>
          {t('overview.guard.allow')}
        </Button>
      )}
      {reason === 'auth' && (
        <Button component={Link} href="/setup">
          {t('overview.reconnect')}
        </Button>
      )}
      {reason === 'drift' && (
        <Button component={Link} href="/fields">
          {t('overview.checkFields')}
        </Button>
      )}
      <Button
        variant="default"
        loading={resume.isPending}
        onClick={() => resume.mutate({ body: { reasons: [reason] } }, { onError: toast.failed })}
      >
        {t(reason === 'guard' ? 'overview.guard.deny' : 'overview.holds')}
      </Button>
      {isAsking && guard !== null && guard.allow !== null && (
        <AllowDialog
          allow={guard.allow}
          databases={databasesOf(guard)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
