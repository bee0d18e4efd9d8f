import type { Pause, PauseReason } from '../state/record/pauses.ts';
import { endedForDeals, ofDeals } from './deals.ts';
import type { HealthFacts } from './facts.ts';
import type { Affair, Incident, Severity } from './incident.ts';
import { lastGoodPassAt } from './last-good-pass.ts';
import {
  areManyRejected,
  deepMs,
  deepStartMs,
  eventsPatienceMs,
  failuresOnEnd,
  greatPassMs,
  lockOldMs,
  pauseForgottenMs,
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
    ...ofOtherWriter(facts),
    ...ofTokensBehind(facts),
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

function incident(
  code: Incident['code'],
  severity: Severity,
  affair: Affair,
  since: number,
  more: Partial<Incident> = {},
): Incident {
  return { code, severity, affair, since, cause: null, ...more };
}

/** Since when the data has been stale; null while it is fresh, and in a first load, where there is none to be stale. */
export function staleSince(facts: HealthFacts): number | null {
  const last = lastGoodPassAt(facts);
  if (!facts.firstLoadDone || last === null) return null;
  // While the database is left in peace no pass is due: what comes after it gets an interval.
  const rested = facts.restUntil === null ? last : facts.restUntil + facts.intervalMs;
  const from = Math.max(last + thresholds(facts.intervalMs).staleMs, rested);
  return facts.now > from ? from : null;
}

const isAtWork = ({ running, waitsFor }: HealthFacts): boolean =>
  running !== null || waitsFor !== null;

/** Before anybody was carried over, missing access and missing fields are what the set-up is for. */
const isNew = ({ firstLoadDone, links }: HealthFacts): boolean =>
  !firstLoadDone && links.linked === 0;

function ofPauses(facts: HealthFacts): readonly Incident[] {
  const { pauses, now } = facts;
  const counted = isNew(facts) ? pauses.filter(({ reason }) => !ofSetup.has(reason)) : pauses;
  return counted.map((pause) => pauseIncident(pause, now));
}

const ofSetup: ReadonlySet<PauseReason> = new Set(['auth', 'drift', 'user']);

export function pauseIncident({ reason, since, code: cause }: Pause, now: number): Incident {
  if (reason !== 'user') return incident(reason, 'critical', affairs[reason], since, { cause });
  return now - since > pauseForgottenMs
    ? incident('paused', 'warning', 'operator', since)
    : incident('resting', 'warning', 'nobody', since);
}

const affairs = {
  guard: 'operator',
  auth: 'amocrm',
  account: 'amocrm',
  drift: 'operator',
  circuit: 'amocrm',
} as const satisfies Readonly<Record<string, Affair>>;

function ofDatabase(facts: HealthFacts): readonly Incident[] {
  const { databaseLostSince: since, now, intervalMs, startedAt } = facts;
  if (since === null) return [];
  const isLong = now - since >= thresholds(intervalMs).databaseMs;
  // Nobody tries again by himself where no service runs.
  const affair = isLong || startedAt === null ? 'operator' : 'nobody';
  return [incident('database', isLong ? 'critical' : 'warning', affair, since)];
}

export const ofOtherWriter = ({
  otherWriter,
}: Pick<HealthFacts, 'otherWriter'>): readonly Incident[] =>
  otherWriter === null
    ? []
    : [
        incident('other-writer', 'critical', 'operator', otherWriter.since, {
          count: otherWriter.contacts,
        }),
      ];

/** Told before amoCRM refuses: the access that it has given lasts a day at most. A long-lived token needs no pair. */
const ofTokensBehind = ({ tokensBehindSince: since, access }: HealthFacts): readonly Incident[] =>
  since === null || access?.kind === 'long-lived'
    ? []
    : [incident('tokens-behind', 'critical', 'amocrm', since)];

/** Whether nothing at all is carried over before a person's word. */
export const isUnasked = ({ unasked }: Pick<HealthFacts, 'unasked'>): boolean =>
  unasked !== null && unasked.count === unasked.of;

/** Before a person's word nothing else is to be expected; a further source holds up nobody. */
function ofUnasked({ unasked, pauses }: HealthFacts): readonly Incident[] {
  if (unasked === null) return [];
  const { since, count, of: total } = unasked;
  return count === total
    ? [incident('first-load-asks', 'warning', 'operator', since, { cause: causeOf(pauses) })]
    : [incident('source-asks', 'warning', 'operator', since, { count, total })];
}

const causeOf = (pauses: readonly Pause[]): string | null =>
  pauses.find(({ reason }) => reason !== 'user')?.code ?? null;

function ofBeginning(facts: HealthFacts): readonly Incident[] {
  const { firstLoadDone, startedAt, now, pauses, databaseLostSince } = facts;
  if (firstLoadDone || isUnasked(facts)) return [];
  const since = startedAt ?? now;
  if (isAtWork(facts)) return [incident('first-load', 'notice', 'nobody', since)];
  const cause = causeOf(pauses);
  if (isNew(facts)) return [incident('setup', 'warning', 'operator', since, { cause })];
  // A load that was begun goes on by itself where somebody is there for it and nothing else is said to stop it.
  const isNamed = pauses.length > 0 || databaseLostSince !== null;
  if (isNamed || startedAt !== null) return [incident('first-load', 'notice', 'nobody', since)];
  return [incident('setup', 'warning', 'operator', since)];
}

/** Only what nothing else explains: a pause or a lost database is told by its own name. */
function ofAge(facts: HealthFacts): readonly Incident[] {
  const { now, pauses, databaseLostSince, startedAt, lastPass } = facts;
  const since = lastGoodPassAt(facts);
  if (since === null || staleSince(facts) === null) return [];
  // Neither the end of a pause nor a database that is back would help where nobody is there to work.
  if (startedAt === null && !isAtWork(facts)) {
    return [incident('off', 'critical', 'operator', since)];
  }
  if (pauses.length > 0 || databaseLostSince !== null) return [];
  const cause = lastPass?.outcome === 'failed' ? lastPass.errorCode : null;
  return isBeingMended(facts, now)
    ? [incident('late', 'warning', 'nobody', since, { cause })]
    : [incident('stale', 'critical', 'operator', since, { cause })];
}

/** A pass that is under way, or that had no time yet since the start or a pause, is what brings the data up to date. */
function isBeingMended(facts: HealthFacts, now: number): boolean {
  const { waitsFor, running, intervalMs } = facts;
  const great = [waitsFor?.since, running?.mode === 'deep' ? running.since : undefined];
  if (great.some((from) => from !== undefined && now - from < greatPassMs)) return true;
  return now - workingSince(facts) <= thresholds(intervalMs).staleMs;
}

/** What happened before the service began to work, or while it rested, had no time to be put right yet. */
const workingSince = ({ startedAt, resumedAt }: HealthFacts): number =>
  Math.max(startedAt ?? 0, resumedAt ?? 0);

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
  if (pauses.length > 0 || databaseLostSince !== null) return [];
  // What kept the first load from beginning is over.
  if (!facts.firstLoadDone && isAtWork(facts)) return [];
  const run = [lastPass, lastDeep].find((one) => one !== null && !isWhole(one));
  if (run === undefined || run === null || wishes.has(run.errorCode ?? '')) return [];
  const { startedAt: since, errorCode: cause, times: count, id: runId } = run;
  const more = { cause, count, runId };
  if (run.outcome === 'stopped') {
    return running === null ? [incident('stopped', 'warning', 'operator', since, more)] : [];
  }
  const goesOn = startedAt !== null && count < failuresOnEnd;
  return [incident('failing', 'warning', goesOn ? 'nobody' : 'operator', since, more)];
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
