import { DatabaseSync } from 'node:sqlite';
import { limiterBounds } from '../../amocrm/limiter/limiter-state.ts';
import type { TrafficMemory } from './slot-store.ts';

/**
 * What the state tells of the traffic with amoCRM. Over a connection of its own: the state's may be in the midst of a
 * transaction that waits for the very slot this is asked for.
 */
export function trafficMemory(file: string, nowMs: number): TrafficMemory {
  using database = new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
  const holds = (query: string, ...values: number[]): boolean =>
    database.prepare(`select exists (${query}) as found`).get(...values)?.['found'] === 1;
  return {
    wasUsed: holds("select 1 from meta where name = 'accountId'") || holds('select 1 from runs'),
    isBlocked:
      holds("select 1 from pauses where reason = 'circuit'") ||
      holds(
        "select 1 from runs where error_code = 'AMO_RATE_BLOCKED' and ended_at > ?",
        nowMs - limiterBounds.blockMs,
      ),
  };
}
