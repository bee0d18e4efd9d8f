import type { ServiceFacts } from '../../../health/facts.ts';
import { lastGoodPassAt, stalePatienceMs, staleSince } from '../staleness.ts';
import type { Trouble } from './trouble.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A server that is restarted for its updates is back by then. */
const databaseGraceMs = 10 * minute;
const rejectedPatienceMs = day;
const tokenNoticeMs = 14 * day;
/** Two deep passes a day: one was missed, and the next one, too. */
const deepPatienceMs = 36 * hour;
/** A machine that was off for days first has to get its deep pass done. */
const deepStartMs = 6 * hour;
const forgottenPauseMs = day;
/** As long as a great pass may take, ours or that of another command, it is the reason why no other ends. */
const greatPassMs = 2 * hour;

/**
 * What is wrong, by the facts of one moment.
 *
 * @param workingSince when the service began to work without a pause, wall ms: what happened before is no reason to call
 *   for somebody before the first pass had its time.
 */
export function troubles(facts: ServiceFacts, workingSince: number): readonly Trouble[] {
  return [
    ...pauseTroubles(facts),
    ...databaseTrouble(facts),
    ...staleTrouble(facts, workingSince),
    ...deepTrouble(facts, workingSince),
    ...rejectedTrouble(facts),
    ...tokenTrouble(facts),
  ];
}

function pauseTroubles({ pauses, now }: ServiceFacts): readonly Trouble[] {
  return pauses.flatMap(({ reason, since, code }): readonly Trouble[] => {
    if (reason !== 'user') return [{ kind: reason, since, code }];
    return now - since > forgottenPauseMs ? [{ kind: 'paused', since, code: null }] : [];
  });
}

function databaseTrouble({ databaseLostSince, now }: ServiceFacts): readonly Trouble[] {
  const isLost = databaseLostSince !== null && now - databaseLostSince >= databaseGraceMs;
  return isLost ? [{ kind: 'database', since: databaseLostSince, code: null }] : [];
}

/** Only what no other trouble explains: a pause or a lost database is told by its own name. */
function staleTrouble(facts: ServiceFacts, workingSince: number): readonly Trouble[] {
  const { now, pauses, databaseLostSince, running, waitsFor } = facts;
  if (pauses.length > 0 || databaseLostSince !== null || staleSince(facts) === null) return [];
  const since = lastGoodPassAt(facts);
  if (since === null || now - workingSince <= stalePatienceMs(facts)) return [];
  const great = [waitsFor?.since, running?.mode === 'deep' ? running.since : undefined];
  if (great.some((from) => from !== undefined && now - from < greatPassMs)) return [];
  return [{ kind: 'stale', since, code: facts.lastRun?.errorCode ?? null }];
}

function deepTrouble(facts: ServiceFacts, workingSince: number): readonly Trouble[] {
  const { now, pauses, databaseLostSince, firstLoadDone, lastDeepAt } = facts;
  if (pauses.length > 0 || databaseLostSince !== null || !firstLoadDone) return [];
  const isMissed =
    lastDeepAt !== null && now - lastDeepAt > deepPatienceMs && now - workingSince > deepStartMs;
  return isMissed ? [{ kind: 'deep', since: lastDeepAt, code: null }] : [];
}

function rejectedTrouble({ rejected, now }: ServiceFacts): readonly Trouble[] {
  const { count, oldestAt } = rejected;
  const isOld = count > 0 && oldestAt !== null && now - oldestAt > rejectedPatienceMs;
  return isOld ? [{ kind: 'rejected', since: oldestAt, code: null, count }] : [];
}

/** Tokens of OAuth renew themselves; a long-lived one is made by a person. */
function tokenTrouble({ access, now }: ServiceFacts): readonly Trouble[] {
  const { kind, expiresAt } = access;
  if (kind !== 'long-lived' || expiresAt === null || expiresAt - now > tokenNoticeMs) return [];
  return [{ kind: 'token', since: expiresAt - tokenNoticeMs, code: null, until: expiresAt }];
}
