import { useTranslation } from 'react-i18next';
import { useDo } from '../../api/use-api.ts';
import { useToast } from '../../ui/notice/use-toast.ts';

export interface Retry {
  readonly isPending: boolean;
  all(): void;
  one(patientId: number): void;
  /** The contact is another person's. */
  separate(patientId: number): void;
}

/** Sends rejected rows again, and says how many went. */
export function useRetry(): Retry {
  const { t } = useTranslation();
  const toast = useToast();
  const retry = useDo('retryRejected', {
    outdates: ['rejected', 'patient', 'actions', 'visits', 'visitList'],
    onDone: ({ retried, keptBack }) => {
      const kept = t('rejected.keptBack', { count: keptBack.length });
      toast.done(
        t('rejected.retried', { count: retried }),
        keptBack.length === 0 ? undefined : kept,
      );
    },
  });
  const separate = useDo('retryRejected', {
    outdates: ['rejected', 'patient', 'actions'],
    onDone: () => toast.done(t('rejected.separated')),
  });
  const onError = toast.failed;
  return {
    isPending: retry.isPending || separate.isPending,
    all: () => retry.mutate({ body: {} }, { onError }),
    one: (patientId) => retry.mutate({ body: { patientId } }, { onError }),
    separate: (patientId) => separate.mutate({ body: { patientId, separate: true } }, { onError }),
  };
}
