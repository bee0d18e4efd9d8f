import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { LiveEvent } from '../../../src/http/api/contract/live-event.ts';
import type { Overview } from '../../../src/http/api/contract/overview.ts';
import type { RouteName } from '../../../src/http/api/contract/paths.ts';
import { address } from './client.ts';
import { answerKey, useClinic } from './clinic-scope.ts';

/** Listens to the service as long as the page is shown. @returns whether the line is open. */
export function useEvents(): boolean {
  const queries = useQueryClient();
  const clinic = useClinic();
  const [isOpen, setOpen] = useState(true);
  useEffect(() => {
    const source = new EventSource(address('events', {}, clinic));
    source.onopen = () => setOpen(true);
    // The browser connects anew by itself; what happened meanwhile is asked for.
    source.onerror = () => {
      setOpen(false);
      void queries.invalidateQueries({ queryKey: ['session'] });
    };
    // By the contract the service's messages are LiveEvents.
    source.onmessage = ({ data }) => take(JSON.parse(data) as LiveEvent, queries, clinic);
    return () => source.close();
  }, [queries, clinic]);
  return isOpen;
}

/** Progress goes straight into what is shown; everything else makes answers old. */
function take(event: LiveEvent, queries: QueryClient, clinic: string | null): void {
  if (event.type === 'pass-progress') {
    const key = answerKey('overview', {}, clinic);
    queries.setQueryData<Overview>(
      key,
      (known) =>
        known?.running
          ? { ...known, running: { ...known.running, progress: event.progress } }
          : known,
      // The rest of it is as old as before.
      { updatedAt: queries.getQueryState(key)?.dataUpdatedAt ?? 0 },
    );
    return;
  }
  for (const name of outdated[event.type]) void queries.invalidateQueries({ queryKey: [name] });
}

const outdated: Readonly<
  Record<Exclude<LiveEvent['type'], 'pass-progress'>, readonly RouteName[]>
> = {
  'pass-started': ['overview', 'runs'],
  'pass-ended': [
    ...(['overview', 'chart', 'runs', 'rejected', 'setup', 'patientHistory'] as const),
    ...(['visits', 'visitList'] as const),
  ],
  paused: ['overview'],
  resumed: ['overview'],
  turn: ['overview'],
  plan: ['plan'],
  cohort: ['cohort'],
  throttled: [],
  'circuit-open': ['overview'],
};
