import type { ServiceFacts } from '../health/facts.ts';
import { staleSince } from '../service/watch/staleness.ts';
import type { PauseReason } from '../state/pauses.ts';

export type Verdict =
  | 'setup'
  | 'paused'
  | 'resting'
  | 'database-lost'
  | 'stale'
  | 'first-load'
  | 'attention'
  | 'in-sync';

/** What a director asks: is it working, and does it need me? */
export interface Judgement {
  readonly verdict: Verdict;
  readonly needsPerson: boolean;
}

/** @param attention how many findings of the last whole deep pass want a person. */
export function judge(facts: ServiceFacts, attention: number): Judgement {
  const needy = (verdict: Verdict): Judgement => ({ verdict, needsPerson: true });
  const fine = (verdict: Verdict): Judgement => ({ verdict, needsPerson: false });
  const { pauses, firstLoadDone, running, rejected, uncertain } = facts;
  // Before anybody was carried over, missing access and missing fields are what the setup is for.
  const isNew = !firstLoadDone && facts.links.linked === 0;
  const isSetup = (reason: PauseReason) => isNew && (reason === 'auth' || reason === 'drift');
  if (pauses.some(({ reason }) => reason !== 'user' && !isSetup(reason))) return needy('paused');
  if (facts.databaseLostSince !== null) return needy('database-lost');
  if (!firstLoadDone) {
    const isUnderWay = running !== null || facts.waitsFor !== null;
    return isUnderWay ? fine('first-load') : needy('setup');
  }
  if (pauses.length > 0) return fine('resting');
  if (staleSince(facts) !== null) return needy('stale');
  if (rejected.count + attention > 0) return needy('attention');
  // The next pass finds out by itself.
  return fine(uncertain.count > 0 ? 'attention' : 'in-sync');
}
