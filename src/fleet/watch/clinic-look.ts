import type { HealthFacts } from '../../health/facts.ts';
import { nobodyServes } from '../../health/rules.ts';
import type { FactsLook } from '../../service/watch/facts-in-time.ts';
import type { WatchRow } from '../tables/watch-rows.ts';

/** A command by hand that held the account when a machine last looked may have ended since. */
const holderMs = 120_000;

/**
 * A clinic as it is now: what its last pass saw, and what the table of due times tells of it since. Null: nobody has seen
 * it yet, and a machine is there that will.
 *
 * @param now wall ms.
 */
export function clinicLook(row: WatchRow, now: number): FactsLook | null {
  if (row.blind !== null) return { facts: null, code: row.blind.code };
  if (row.facts !== null) return { facts: current(row, row.facts, now) };
  return row.servedSince === null ? { facts: null, code: nobodyServes } : null;
}

function current(row: WatchRow, saved: HealthFacts, now: number): HealthFacts {
  const { isRunning, servedSince, dueAt } = row;
  const isFresh = row.now - (row.factsAt ?? 0) <= holderMs;
  const isServed = servedSince !== null;
  return {
    ...saved,
    now,
    startedAt: servedSince,
    running: isRunning ? saved.running : null,
    waitsFor: isServed && isFresh ? saved.waitsFor : null,
    nextIncrementalAt: isServed && saved.nextIncrementalAt !== null ? dueAt : null,
    nextDeepAt: isServed ? saved.nextDeepAt : null,
  };
}
