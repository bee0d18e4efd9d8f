import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ApiError } from '../../api/client.ts';
import { Failure } from './failure.tsx';
import { Loading } from './loading.tsx';

export interface AnswerProps<T> {
  readonly query: UseQueryResult<T, ApiError>;
  readonly lines?: number;
  readonly children: (data: T) => ReactNode;
}

/** What was asked for, or that it is on its way, or why it did not come. Old data stays while new is asked for. */
export function Answer<T>({ query, lines = 4, children }: AnswerProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) {
    return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <Loading lines={lines} />;
}
