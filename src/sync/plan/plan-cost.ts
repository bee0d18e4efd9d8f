import type { BatchSize } from '../write/batches.ts';
import type { PlannedCounts } from './pass-plan.ts';

export interface PlanCost {
  readonly reads: number;
  readonly writes: number;
  readonly requests: number;
  /** At the pace that the limiter keeps. */
  readonly durationMs: number;
}

/** The limiter's reserve for jitter on the way, spread over the requests of a period. */
const jitterMs = 50;

/** Batches that are sent before the first answer lets their size grow: those that are under way side by side. */
const sentAtOneSize = 6;

/** What carrying out a plan will cost: the reading that made it, once more, and its batches. */
export function planCost(
  planned: Partial<PlannedCounts>,
  by: {
    /** Requests that making the plan took. */
    readonly reads: number;
    /** How many rows the next request takes, and how many one will take when all goes well. */
    readonly batch: Pick<BatchSize, 'size'> & { readonly most: number };
    readonly rate: { readonly requests: number; readonly periodMs: number };
  },
): PlanCost {
  const { create = 0, adopt = 0, update = 0, remove = 0 } = planned;
  const writes = batches(create, by.batch) + batches(adopt + update + remove, by.batch);
  // Before its first create a pass looks at the newest contacts.
  const reads = by.reads + (create > 0 ? 1 : 0);
  const requests = reads + writes;
  const spacingMs = (by.rate.periodMs + jitterMs) / by.rate.requests;
  return { reads, writes, requests, durationMs: Math.round(requests * spacingMs) };
}

function batches(rows: number, { size, most }: { size: number; most: number }): number {
  const growing = size * sentAtOneSize;
  if (size >= most || rows <= growing) return Math.ceil(rows / size);
  return sentAtOneSize + Math.ceil((rows - growing) / most);
}
