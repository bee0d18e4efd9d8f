import type { HealthFacts, OtherWriterFact } from './facts.ts';
import { type Affair, type Incident, incident, type Severity } from './incident.ts';
import { lastGoodPassAt } from './last-good-pass.ts';
import { hasJustBegun, isAtWork, workingSince } from './rules/at-work.ts';
import { ofBeginning, ofUnasked } from './rules/beginning.ts';
import { endedForDeals, ofDeals } from './rules/deals.ts';
import { ofPauses } from './rules/pauses.ts';
import { isTaken, ofTaken } from './rules/taken.ts';
import {
  areManyRejected,
  deepMs,
  deepStartMs,
  eventsPatienceMs,
  failuresOnEnd,
  greatPassMs,
  lockOldMs,
  thresholds,
  tokenNoticeMs,
} from './thresholds.ts';

/**
 * What is the matter, by the facts of one moment; the gravest first. Everything that the program says of itself is a
 * view of this list.
 */
export function incidents(facts: HealthFacts): readonly Incident[] {
  const found = [
    ...ofPauses(facts),
    ...ofDatabase(facts),
    ...(facts.otherWriter === null ? [] : [otherWriterIncident(facts.otherWriter)]),
    ...ofTokensBehind(facts),
    ...ofTaken(facts),
    ...ofUnasked(facts),
    ...ofBeginning(facts),
    ...ofAge(facts),
    ...ofRejected(facts),
    ...ofFailures(facts),
    ...ofDeals(facts),
    ...ofDeep(facts),
    ...ofMassChange(facts),
    ...ofToken(facts),
    ...ofLock(facts),
    ...ofReport(facts),
    ...ofUncertain(facts),
    ...ofSources(facts),
    ...ofEvents(facts),
  ];
  // Of equal severity the order above stays.
  return found.toSorted((a, b) => ranks[a.severity] - ranks[b.severity]);
}

/** Instead of a cause: of a clinic of a fleet nothing is known since no machine may make its passes. */
export const nobodyServes = 'FLEET_NOBODY';

/** Where there are no facts to be had: the state cannot be read, or nobody is there to read it. */
export const blindness = (since: number, cause: string | null): Incident =>
  cause === nobodyServes
    ? incident('unserved', 'critical', 'operator', since)
    : incident('state', 'critical', 'operator', since, { cause });

const ranks: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, notice: 2 };

/** Since when the data has been stale; null while it is fresh, and in a first load, where there is none to be stale. */
export function staleSince(facts: HealthFacts): number | null {
  const last = lastGoodPassAt(facts);
  if (!facts.firstLoadDone || last === null) return null;
  // While the database is left in peace no pass is due: what comes after it gets an interval.
  const rested = facts.restUntil === null ? last : facts.restUntil + facts.intervalMs;
  const from = Math.max(last + thresholds(facts.intervalMs).staleMs, rested);
  return facts.now > from ? from : null;
}

function ofDatabase(facts: HealthFacts): readonly Incident[] {
  const { databaseLostSince: since, now, intervalMs, startedAt } = facts;
  if (since === null) return [];
  const isLong = now - since >= thresholds(intervalMs).databaseMs;
  // Nobody tries again by himself where no service runs.
  const affair = isLong || startedAt === null ? 'operator' : 'nobody';
  return [incident('database', isLong ? 'critical' : 'warning', affair, since)];
}

export const otherWriterIncident = ({ since, contacts: count }: OtherWriterFact): Incident =>
  incident('other-writer', 'critical', 'operator', since, { count });

/** Told before amoCRM refuses: the access that it has given lasts a day at most. A long-lived token needs no pair. */
const ofTokensBehind = ({ tokensBehindSince: since, access }: HealthFacts): readonly Incident[] =>
  since === null || access?.kind === 'long-lived'
    ? []
    : [incident('tokens-behind', 'critical', 'amocrm', since)];

/** Only what nothing else explains: a pause or a lost database is told by its own name. */
function ofAge(facts: HealthFacts): readonly Incident[] {
  const { now, pauses, databaseLostSince, startedAt, lastPass } = facts;
  const since = lastGoodPassAt(facts);
  if (since === null || staleSince(facts) === null) return [];
  // Neither the end of a pause nor a database that is back would help where nobody is there to work.
  if (startedAt === null && !isAtWork(facts)) {
    return [incident('off', 'critical', 'operator', since)];
  }
  if (pauses.length > 0 || databaseLostSince !== null || isTaken(facts)) return [];
  const cause = lastPass?.outcome === 'failed' ? lastPass.errorCode : null;
  return isBeingMended(facts, now)
    ? [incident('late', 'warning', 'nobody', since, { cause })]
    : [incident('stale', 'critical', 'operator', since, { cause })];
}

/** A pass that is under way, or that had no time yet since the start or a pause, is what brings the data up to date. */
function isBeingMended(facts: HealthFacts, now: number): boolean {
  const { waitsFor, running } = facts;
  const great = [waitsFor?.since, running?.mode === 'deep' ? running.since : undefined];
  if (great.some((from) => from !== undefined && now - from < greatPassMs)) return true;
  return hasJustBegun(facts);
}

function ofRejected({ rejected, patients, now }: HealthFacts): readonly Incident[] {
  const { count, oldestAt } = rejected;
  if (count === 0) return [];
  const more = { count, total: Math.max(patients, count) };
  return areManyRejected(count, patients)
    ? [incident('rejected-many', 'critical', 'operator', oldestAt ?? now, more)]
    : [incident('rejected', 'warning', 'clinic', oldestAt ?? now, more)];
}

/** A pass that failed and was not made good since, where no pause and no lost database says so already. */
function ofFailures(facts: HealthFacts): readonly Incident[] {
  const { pauses, databaseLostSince, lastPass, lastDeep, running, startedAt } = facts;
  if (pauses.length > 0 || databaseLostSince !== null || isTaken(facts)) return [];
  const isWithin = isBetweenPages(facts);
  // What kept the first load from beginning is over.
  const isLoading = !facts.firstLoadDone && isAtWork(facts);
  const told = isLoading ? [isWithin ? lastPass : null] : [lastPass, lastDeep];
  const run = told.find((one) => one !== null && !isWhole(one));
  if (run === undefined || run === null || wishes.has(run.errorCode ?? '')) return [];
  const { startedAt: since, errorCode: cause, times: count, id: runId } = run;
  const more = { cause, count, runId };
  if (run.outcome === 'stopped') {
    // The one that is under way may be the next try; but not at what was stopped between its own pages.
    const isTriedAgain = running !== null && !(isWithin && run === lastPass);
    return isTriedAgain ? [] : [incident('stopped', 'warning', 'operator', since, more)];
  }
  const goesOn = startedAt !== null && count < failuresOnEnd;
  return [incident('failing', 'warning', goesOn ? 'nobody' : 'operator', since, more)];
}

/** Whether the pass that ended last ran between the pages of the one that is under way. */
function isBetweenPages({ lastPass, running, waitsFor }: HealthFacts): boolean {
  const outer = running ?? waitsFor;
  return outer !== null && (lastPass?.endedAt ?? Number.NEGATIVE_INFINITY) >= outer.since;
}

/** A person or the system wanted it so: no fault. */
const wishes: ReadonlySet<string> = new Set(['PAUSED', 'INTERRUPTED']);

const isWhole = (run: NonNullable<HealthFacts['lastPass']>): boolean =>
  run.outcome === 'ok' || run.outcome === 'rows-rejected' || endedForDeals(run);

function ofDeep(facts: HealthFacts): readonly Incident[] {
  const { now, pauses, databaseLostSince, firstLoadDone, lastDeepAt, running } = facts;
  if (pauses.length > 0 || databaseLostSince !== null || !firstLoadDone) return [];
  if (lastDeepAt === null || now - lastDeepAt <= deepMs) return [];
  const isComing = running?.mode === 'deep' || now - workingSince(facts) <= deepStartMs;
  return [incident('deep', 'warning', isComing ? 'nobody' : 'operator', lastDeepAt)];
}

const ofMassChange = ({ massChangeSince }: HealthFacts): readonly Incident[] =>
  massChangeSince === null ? [] : [incident('mass-change', 'notice', 'nobody', massChangeSince)];

/** Tokens of OAuth renew themselves; a long-lived one is made by a person. */
export function ofToken({ access, now }: Pick<HealthFacts, 'access' | 'now'>): readonly Incident[] {
  if (access?.kind !== 'long-lived' || access.expiresAt === null) return [];
  const { expiresAt } = access;
  if (expiresAt - now > tokenNoticeMs) return [];
  const severity = expiresAt <= now ? 'critical' : 'warning';
  return [incident('token', severity, 'amocrm', expiresAt - tokenNoticeMs, { until: expiresAt })];
}

function ofLock({ waitsFor, now }: HealthFacts): readonly Incident[] {
  if (waitsFor === null || now - waitsFor.since < lockOldMs) return [];
  return [incident('lock', 'warning', 'operator', waitsFor.since)];
}

function ofReport({ links, postponed, deepReport, now }: HealthFacts): readonly Incident[] {
  const found: Incident[] = [];
  const add = (
    code: Incident['code'],
    affair: Affair,
    count: number,
    more: Partial<Incident> = {},
  ): void => {
    const since = deepReport?.endedAt ?? now;
    if (count > 0) found.push(incident(code, 'warning', affair, since, { count, ...more }));
  };
  const { patients, since, ...guarded } = postponed;
  add('postponed', 'operator', patients, { since: since ?? now, guarded });
  add('missing', 'clinic', links.missing);
  if (deepReport !== null) {
    const { runId, attention, toldApart, unreadable } = deepReport;
    add('findings', 'clinic', attention - toldApart, { runId });
    add('unreadable', 'clinic', unreadable, { runId });
  }
  return found;
}

/** The others go on; the patients of these get no newer, as everybody's do where the only database is away. */
function ofSources({ sourcesAway, now, intervalMs }: HealthFacts): readonly Incident[] {
  const [first, ...others] = sourcesAway.toSorted((a, b) => a.since - b.since);
  if (first === undefined) return [];
  const { code: cause, since } = first;
  const severity = now - since > thresholds(intervalMs).staleMs ? 'critical' : 'warning';
  const sources = [first, ...others].map(({ name }) => name);
  return [
    incident('source', severity, 'operator', since, { cause, count: sources.length, sources }),
  ];
}

/** Everything goes on without the feed, and the deep pass sees the same: nobody has to do anything. */
function ofEvents({ eventsTrouble, pauses }: HealthFacts): readonly Incident[] {
  if (eventsTrouble === null || pauses.length > 0) return [];
  const { code: cause, since, at, forMs } = eventsTrouble;
  // What only failed may pass by itself; what is refused, or tells nothing, is told at once.
  const isPassing = forMs > 0 && forMs < eventsPatienceMs;
  if (isPassing && at - since < eventsPatienceMs) return [];
  return [incident('events', 'notice', 'nobody', since, { cause })];
}

function ofUncertain({ uncertain, now, startedAt }: HealthFacts): readonly Incident[] {
  const { count, oldestAt } = uncertain;
  if (count === 0) return [];
  const since = oldestAt ?? now;
  // The next pass finds out by itself, if there is one to come.
  const isStuck = startedAt === null || now - since > deepMs;
  const affair = isStuck ? 'operator' : 'nobody';
  return [incident('uncertain', isStuck ? 'warning' : 'notice', affair, since, { count })];
}
