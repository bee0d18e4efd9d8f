import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Session } from '../../../../src/http/api/contract/session.ts';
import type { ApiError } from '../../api/client.ts';
import { Page } from '../../ui/layout/page.tsx';
import { Empty } from '../../ui/notice/empty.tsx';
import { Failure } from '../../ui/notice/failure.tsx';
import { Shell } from '../shell.tsx';
import { FleetSections } from './fleet-sections.tsx';

/** There is no such clinic, or it is not the affair of whoever asks, which is the same; or it could not be asked for. */
export function UnknownClinic({
  session,
  error,
}: {
  readonly session: Session;
  readonly error: ApiError;
}) {
  const { t } = useTranslation();
  return (
    <Shell
      session={session}
      navigation={<FleetSections session={session} />}
      isConnected={true}
      unheard=""
      skew={0}
      tab="unknown"
    >
      <Page title={t('fleet.title')}>
        {error.status === 404 ? (
          <Empty title={t('fleet.notFound')}>
            <Link href="~/">{t('fleet.all')}</Link>
          </Empty>
        ) : (
          <Failure error={error} />
        )}
      </Page>
    </Shell>
  );
}
