import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Asks for more of a list. */
export function More({ onClick }: { readonly onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Button variant="subtle" fullWidth onClick={onClick}>
      {t('common.more')}
    </Button>
  );
}

interface FurtherProps {
  /** Where the next page begins; null: that was all. */
  readonly next: number | null;
  readonly children: (next: number) => ReactNode;
}

/** The next page of a list below this one, once somebody asks for it. */
export function Further({ next, children }: FurtherProps) {
  const [isOpen, setOpen] = useState(false);
  if (next === null) return null;
  return isOpen ? children(next) : <More onClick={() => setOpen(true)} />;
}
