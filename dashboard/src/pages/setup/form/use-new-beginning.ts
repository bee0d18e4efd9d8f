import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

/** Longer than a service takes to end one round of work and to begin the next. */
const patienceMs = 60_000;
const everyMs = 1_000;

/** Waits for the service, which begins anew with other settings and is away for a moment. */
export function useNewBeginning(): { readonly isWaiting: boolean; wait(): void } {
  const queries = useQueryClient();
  const [since, setSince] = useState<number | null>(null);
  useEffect(() => {
    if (since === null) return;
    const timer = setInterval(() => {
      void queries.invalidateQueries();
      const session = queries.getQueryState(['session', {}]);
      const isBack = (session?.dataUpdatedAt ?? 0) > since + everyMs && session?.error === null;
      if (isBack || Date.now() - since > patienceMs) setSince(null);
    }, everyMs);
    return () => clearInterval(timer);
  }, [since, queries]);
  return { isWaiting: since !== null, wait: () => setSince(Date.now()) };
}
