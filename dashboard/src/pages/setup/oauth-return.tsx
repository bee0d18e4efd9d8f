import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { Note } from '../../ui/note.tsx';

/** What came of the way to amoCRM and back, by what the callback put into the address. */
export function OauthReturn() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const outcome = params.get('connected');
  if (outcome === null) return null;
  return outcome === '1' ? (
    <Note tone="good" role="status" title={t('setup.amo.returned')} />
  ) : (
    <Note tone="bad" role="alert" title={t('setup.amo.refused')} />
  );
}
