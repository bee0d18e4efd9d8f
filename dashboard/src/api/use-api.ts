import {
  keepPreviousData,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { RouteAnswer } from '../../../src/http/api/contract/contract.ts';
import type { RouteName } from '../../../src/http/api/contract/paths.ts';
import type { ApiClient, ApiError, RouteInput } from './client.ts';
import { answerKey, useClinic } from './clinic-scope.ts';

export const ApiContext = createContext<ApiClient | null>(null);

function useClient(): ApiClient {
  const client = useContext(ApiContext);
  if (client === null) throw new Error('ApiContext is missing');
  return client;
}

export interface ReadOptions {
  /** Asked anew after so many milliseconds, besides what events bring about. */
  readonly everyMs?: number;
  /** The answer before stays until the next one is there: for pages of a list. */
  readonly keep?: boolean;
  readonly enabled?: boolean;
}

/** What a GET route answers, kept and shared by all that ask for the same. */
export function useRead<N extends RouteName>(
  name: N,
  input: RouteInput<N>,
  { everyMs, keep = false, enabled = true }: ReadOptions = {},
): UseQueryResult<RouteAnswer<N>, ApiError> {
  const client = useClient();
  const clinic = useClinic();
  return useQuery<RouteAnswer<N>, ApiError>({
    queryKey: answerKey(name, input, clinic),
    queryFn: () => client.call(name, input, clinic),
    enabled,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
    // The cast: TanStack's type does not see that the answer is no function.
    ...(keep ? { placeholderData: keepPreviousData as never } : {}),
  });
}

export interface DoOptions<N extends RouteName> {
  /** Whose answers are old once this is done. */
  readonly outdates?: readonly RouteName[];
  readonly onDone?: (answer: RouteAnswer<N>) => void;
}

/** A route that does something. */
export function useDo<N extends RouteName>(
  name: N,
  { outdates = [], onDone }: DoOptions<N> = {},
): UseMutationResult<RouteAnswer<N>, ApiError, RouteInput<N>> {
  const client = useClient();
  const clinic = useClinic();
  const queries = useQueryClient();
  return useMutation<RouteAnswer<N>, ApiError, RouteInput<N>>({
    mutationFn: (input) => client.call(name, input, clinic),
    onSuccess: async (answer) => {
      onDone?.(answer);
      await Promise.all(outdates.map((key) => queries.invalidateQueries({ queryKey: [key] })));
    },
  });
}
