import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './loading.module.css';

/** The shape of what is coming. */
export function Loading({ lines = 4 }: { readonly lines?: number }) {
  const { t } = useTranslation();
  return (
    <div className={classes.loading} role="status">
      <span className="visually-hidden">{t('common.loading')}</span>
      <Skeleton height={28} width="40%" />
      {Array.from({ length: lines - 1 }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grey bars, one like the other
        <Skeleton key={line} height={18} />
      ))}
    </div>
  );
}
