import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Note } from '../../../ui/notice/note.tsx';

/** The service rests for something that is this step's affair: the overview says what it is, and what to do. */
export function StepTrouble({ code }: { readonly code: string | null }) {
  const { t } = useTranslation();
  if (code === null) return null;
  return (
    <Note tone="bad" title={t('setup.rests')}>
      <p>
        {t('common.code', { code })}. <Link href="/">{t('setup.restsMore')}</Link>
      </p>
    </Note>
  );
}
