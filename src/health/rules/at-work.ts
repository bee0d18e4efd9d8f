import type { HealthFacts } from '../facts.ts';
import { thresholds } from '../thresholds.ts';

/** A pass is under way, or waits for another to end. */
export const isAtWork = ({ running, waitsFor }: HealthFacts): boolean =>
  running !== null || waitsFor !== null;

/** What happened before the service began to work, or while it rested, had no time to be put right yet. */
export const workingSince = ({ startedAt, resumedAt }: HealthFacts): number =>
  Math.max(startedAt ?? 0, resumedAt ?? 0);

/** The service began, or went on after a rest, so short a time ago that a pass may not have had its turn yet. */
export const hasJustBegun = (facts: HealthFacts): boolean =>
  facts.now - workingSince(facts) <= thresholds(facts.intervalMs).staleMs;
