import { useTranslation } from 'react-i18next';
import type { VisitDeal } from '../../../../src/http/api/contract/visits/visits.ts';
import { Tag } from '../../ui/tag.tsx';
import classes from './visits.module.css';

/** A deal's number, leading to its card in amoCRM; one that people deleted leads nowhere. */
export function DealLink({ deal }: { readonly deal: VisitDeal | null }) {
  const { t } = useTranslation();
  if (deal === null) return <span className={classes.soft}>{t('visits.noDeal')}</span>;
  const { id, url, status } = deal;
  return (
    <span className={classes.deal}>
      {status === 'deleted' ? (
        id
      ) : (
        <a href={url} target="_blank" rel="noreferrer" title={t('common.openInAmo')}>
          {id}
        </a>
      )}
      {status !== 'linked' && <Tag tone="warn">{t(`visits.${status}`)}</Tag>}
    </span>
  );
}
