import { lazy, Suspense, useMemo } from 'react';
import type { Session } from '../../../src/http/api/contract/session.ts';
import { useRead } from '../api/use-api.ts';
import { createFormat } from '../format/format.ts';
import { FormatContext } from '../format/use-format.ts';
import { useLanguage } from '../language/use-language.ts';
import { SignIn } from '../pages/sign-in/sign-in.tsx';
import { Failure } from '../ui/notice/failure.tsx';
import { Loading } from '../ui/notice/loading.tsx';
import { Frame } from './frame.tsx';

const FirstSetUp = lazy(() => import('../pages/setup/form/first-set-up.tsx'));
const Fleet = lazy(() => import('./fleet/fleet.tsx'));

/** Lets in who is signed in. */
export function Gate() {
  const session = useRead('session', {}, { everyMs: 60_000 });
  const language = useLanguage();
  const timeZone = session.data?.timeZone ?? 'Europe/Moscow';
  const format = useMemo(() => createFormat(language, timeZone), [language, timeZone]);
  if (session.data === undefined) {
    return session.error === null ? (
      <Loading />
    ) : (
      <Failure error={session.error} onRetry={() => void session.refetch()} />
    );
  }
  return (
    <FormatContext value={format}>
      <Inside session={session.data} />
    </FormatContext>
  );
}

function Inside({ session }: { readonly session: Session }) {
  if (session.state !== 'signed-in') return <SignIn session={session} />;
  if (session.mode === 'service') return <Frame session={session} />;
  return (
    <Suspense fallback={<Loading />}>
      {session.mode === 'fleet' ? <Fleet session={session} /> : <FirstSetUp />}
    </Suspense>
  );
}
