import { useTranslation } from 'react-i18next';

export interface ContactLinkProps {
  readonly id: number | null;
  readonly url: string | null;
}

/** A contact's number, leading to its card in amoCRM. */
export function ContactLink({ id, url }: ContactLinkProps) {
  const { t } = useTranslation();
  if (id === null) return '—';
  if (url === null) return id;
  return (
    <a href={url} target="_blank" rel="noreferrer" title={t('common.openInAmo')}>
      {id}
    </a>
  );
}
