import type { ServiceReport } from './service-report.ts';
import type { StatusReport } from './status-report.ts';

/** What a person does next; enum values may be added. */
export type NextStep =
  | 'resume'
  | 'cure'
  | 'fields'
  | 'failed'
  | 'load'
  | 'loading'
  | 'uncertain'
  | 'rejected'
  | 'run'
  | 'fine';

/** So many intervals without a good pass, and nothing is there that would make one. */
const staleIntervals = 3;

export function nextStep(
  status: StatusReport,
  { running, pauses }: Pick<ServiceReport, 'running' | 'pauses'>,
  { now, intervalMs }: { readonly now: number; readonly intervalMs: number },
): NextStep {
  const { lastRun, lock, uncertain } = status;
  if (pauses.some(({ reason }) => reason === 'user' || reason === 'guard')) return 'resume';
  if (pauses.length > 0) return 'cure';
  if (!status.fieldsBound) return 'fields';
  if (lastRun?.outcome === 'failed' || lastRun?.outcome === 'stopped') return 'failed';
  if (!status.firstLoadDone) return running === null && lock === null ? 'load' : 'loading';
  // Who is at work may be about to decide them.
  if (uncertain.patientIds.length > 0 && lock === null) return 'uncertain';
  if (status.rejected > 0) return 'rejected';
  const isFresh = now - (status.lastIncrementalAt ?? 0) <= staleIntervals * intervalMs;
  return running !== null || lock !== null || isFresh ? 'fine' : 'run';
}
