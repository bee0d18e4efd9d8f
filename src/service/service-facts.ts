import type { LockHolder } from '../state/pass-lock.ts';
import type { Pause } from '../state/pauses.ts';
import type { Run } from '../state/runs.ts';
import type { PassProgress } from '../sync/pass-context.ts';

/** The pass that this service runs now. */
export interface RunningPass {
  readonly mode: 'incremental' | 'deep';
  /** Wall ms. */
  readonly since: number;
  /** The last that was heard of it. */
  readonly progress: PassProgress | null;
}

/** How the access to amoCRM stands; no token in it. */
export interface AccessFacts {
  readonly kind: 'long-lived' | 'oauth' | 'mock';
  /** When the token in use ends, wall ms; null: there is none, or it does not say. */
  readonly expiresAt: number | null;
}

/**
 * Everything that health checks, metrics, alerts and the dashboard judge by, at one moment. Times are wall ms. Counts,
 * codes and times only: no ids, no values.
 */
export interface ServiceFacts {
  readonly now: number;
  readonly startedAt: number;
  /** SYNC_INTERVAL_MINUTES as ms. */
  readonly intervalMs: number;
  /** Why it rests; empty: it works. */
  readonly pauses: readonly Pause[];
  readonly running: RunningPass | null;
  /** Another process that holds the pass lock. */
  readonly waitsFor: LockHolder | null;
  readonly nextIncrementalAt: number | null;
  readonly nextDeepAt: number | null;
  /** No pass was due before, since IDENT's database was to be left in peace (I6); absent: it never was. */
  readonly restUntil?: number | null;
  readonly firstLoadDone: boolean;
  /** When the last pass of each mode ended well. */
  readonly lastIncrementalAt: number | null;
  readonly lastDeepAt: number | null;
  readonly lastRun: Run | null;
  /** Since when every pass fails to reach the clinic's database; null: the last one reached it. */
  readonly databaseLostSince: number | null;
  readonly access: AccessFacts;
  readonly links: {
    readonly linked: number;
    readonly missing: number;
    readonly removed: number;
    readonly orphan: number;
  };
  readonly rejected: { readonly count: number; readonly oldestAt: number | null };
  readonly uncertain: { readonly count: number; readonly oldestAt: number | null };
}
