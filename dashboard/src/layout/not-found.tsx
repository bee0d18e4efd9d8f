import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Page } from '../ui/layout/page.tsx';
import { Empty } from '../ui/notice/empty.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t('frame.notFound')}>
      <Empty title={t('frame.notFound')}>
        <Link href="/">{t('frame.notFoundHint')}</Link>
      </Empty>
    </Page>
  );
}
