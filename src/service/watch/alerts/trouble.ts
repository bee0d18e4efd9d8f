import type { PauseReason } from '../../../state/pauses.ts';

/** `critical`: the data gets no newer, somebody must act. `warning`: there is time until tomorrow. */
export type Severity = 'critical' | 'warning';

/** Everything that anybody is called for; `paused` is a person's own pause that seems forgotten. */
export type TroubleKind =
  | Exclude<PauseReason, 'user'>
  | 'stale'
  | 'database'
  | 'state'
  | 'rejected'
  | 'token'
  | 'deep'
  | 'paused';

export const severities: Readonly<Record<TroubleKind, Severity>> = {
  guard: 'critical',
  auth: 'critical',
  account: 'critical',
  drift: 'critical',
  circuit: 'critical',
  stale: 'critical',
  database: 'critical',
  state: 'critical',
  rejected: 'warning',
  token: 'warning',
  deep: 'warning',
  paused: 'warning',
};

export function isTroubleKind(kind: string): kind is TroubleKind {
  return Object.hasOwn(severities, kind);
}

/** Something that somebody should know: counts, codes and times only (I7). */
export interface Trouble {
  readonly kind: TroubleKind;
  /** Wall ms. */
  readonly since: number;
  /** Of the error behind it. */
  readonly code: string | null;
  /** How many patients are concerned, where that is known. */
  readonly count?: number;
  /** What will happen if nobody acts, and when: wall ms. */
  readonly until?: number;
}
