import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { RouteAnswer } from '../../src/http/api/contract/contract.ts';
import { ApiError, createClient } from './api/client.ts';
import { ApiContext } from './api/use-api.ts';
import { Gate } from './layout/gate.tsx';
import { theme } from './theme/theme.ts';

/** Everything that the pages stand on. */
export function App() {
  const { queries, client } = useMemo(connect, []);
  return (
    // The colours stand in style sheets: the page's CSP lets no script write a style element.
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queries}>
        <ApiContext value={client}>
          <Gate />
          <Notifications position="bottom-right" />
        </ApiContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function connect() {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiError && error.problem.retryable && error.status > 0,
      },
    },
  });
  const session = () => queries.getQueryData<RouteAnswer<'session'>>(['session', {}]);
  const client = createClient({
    csrfToken: () => session()?.csrfToken ?? null,
    onSignedOut: () => void queries.invalidateQueries({ queryKey: ['session'] }),
  });
  return { queries, client };
}
