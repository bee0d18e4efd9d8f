import type { PauseReason } from '../../state/pauses.ts';
import type { FactsLook } from './facts-in-time.ts';
import { staleSince } from './staleness.ts';

/** Why amoCRM does not show what IDENT has now; enum values may be added. */
export interface NotReady {
  readonly reason: PauseReason | 'first-load' | 'stale' | 'database' | 'state';
  /** ISO 8601, UTC; null where it is not known. */
  readonly since: string | null;
  /** Stable code of what is behind it. */
  readonly code: string | null;
}

/** Everything that stands between IDENT and amoCRM at this moment; empty: ready. */
export function notReady(look: FactsLook): readonly NotReady[] {
  if (look.facts === null) return [{ reason: 'state', since: null, code: look.code }];
  const { facts } = look;
  const reasons: NotReady[] = facts.pauses.map(({ reason, since, code }) => ({
    ...{ reason, code },
    since: iso(since),
  }));
  const add = (reason: NotReady['reason'], since: number | null) => {
    if (since !== null) reasons.push({ reason, since: iso(since), code: null });
  };
  if (!facts.firstLoadDone) add('first-load', facts.startedAt);
  add('database', facts.databaseLostSince);
  add('stale', staleSince(facts));
  return reasons;
}

const iso = (ms: number): string => new Date(ms).toISOString();
