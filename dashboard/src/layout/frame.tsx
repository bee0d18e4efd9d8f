import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../src/http/api/contract/session.ts';
import { useRead } from '../api/use-api.ts';
import { useEvents } from '../api/use-events.ts';
import { tabStateOf } from '../ui/layout/tab.ts';
import { Navigation } from './navigation.tsx';
import { Routes } from './routes.tsx';
import { Shell } from './shell.tsx';

/** The pages of one clinic. */
export function Frame({
  session,
  above,
}: {
  readonly session: Session;
  readonly above?: ReactNode;
}) {
  const { t } = useTranslation();
  const isConnected = useEvents();
  // Whatever page is shown, the tab tells how things stand.
  const overview = useRead('overview', {}, { everyMs: 60_000 });
  const skew = overview.data === undefined ? 0 : overview.data.now - overview.dataUpdatedAt;
  return (
    <Shell
      session={session}
      above={above}
      navigation={<Navigation />}
      isConnected={isConnected}
      unheard={t('frame.offline')}
      skew={skew}
      tab={tabStateOf(overview.data ? [overview.data] : [], isConnected && !overview.isError)}
    >
      <Routes />
    </Shell>
  );
}
