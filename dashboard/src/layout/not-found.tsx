import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';

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
