import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDo } from '../../api/use-api.ts';
import { useMayOperate } from '../../api/use-may.ts';
import { Icon } from '../../ui/icon.tsx';
import { useToast } from '../../ui/notice/use-toast.ts';

/** Makes the fields that amoCRM lacks, and says how many. */
export function CreateFields({ isNext = true }: { readonly isNext?: boolean }) {
  const { t } = useTranslation();
  const toast = useToast();
  const create = useDo('createFields', {
    outdates: ['fields', 'setup', 'overview', 'actions'],
    onDone: ({ created, completed }) => {
      const made =
        created.length === 0
          ? t('fields.nothingCreated')
          : t('fields.created', { count: created.length });
      toast.done(
        made,
        completed.length === 0 ? undefined : t('fields.completed', { count: completed.length }),
      );
    },
  });
  if (!useMayOperate()) return null;
  return (
    <Button
      variant={isNext ? 'filled' : 'default'}
      leftSection={<Icon name="plus" />}
      loading={create.isPending}
      onClick={() => create.mutate({}, { onError: toast.failed })}
    >
      {t('fields.create')}
    </Button>
  );
}
