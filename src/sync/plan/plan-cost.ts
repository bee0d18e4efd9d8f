import type { PlannedCounts } from './pass-plan.ts';

export interface PlanCost {
  readonly reads: number;
  readonly writes: number;
  readonly requests: number;
  /** At the pace that the limiter keeps. */
  readonly durationMs: number;
}

/** The limiter's reserve for jitter on the way, spread over the requests of a period (DESIGN §4). */
const jitterMs = 50;

/** What carrying out a plan will cost: the reading that made it, once more, and its batches. */
export function planCost(
  planned: Partial<PlannedCounts>,
  by: {
    /** Requests that making the plan took. */
    readonly reads: number;
    readonly batchSize: number;
    readonly rate: { readonly requests: number; readonly periodMs: number };
  },
): PlanCost {
  const batches = (rows: number) => Math.ceil(rows / by.batchSize);
  const { create = 0, adopt = 0, update = 0, remove = 0 } = planned;
  const writes = batches(create) + batches(adopt + update + remove);
  // Before its first create a pass looks at the newest contacts.
  const reads = by.reads + (create > 0 ? 1 : 0);
  const requests = reads + writes;
  const spacingMs = (by.rate.periodMs + jitterMs) / by.rate.requests;
  return { reads, writes, requests, durationMs: Math.round(requests * spacingMs) };
}
