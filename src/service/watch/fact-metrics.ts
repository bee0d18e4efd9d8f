import { coverage } from '../../health/coverage.ts';
import type { HealthFacts } from '../../health/facts.ts';
import { gravest, type Incident, needsPerson } from '../../health/incident.ts';
import { incidents, staleSince } from '../../health/rules.ts';
import { type Place, places } from '../../state/patients/census.ts';
import { pauseReasons } from '../../state/record/pause-reasons.ts';
import { showDeals } from './deal-metrics.ts';
import type { FactsLook } from './facts-in-time.ts';
import { gauge, type Sheet, showsNoughts } from './metric.ts';

/**
 * How things stand, as gauges made for one scrape: what is not known is not there, for a zero would be the year 1970,
 * and an old value would pass for a new one.
 */
export function showFacts(registry: Sheet, { facts }: FactsLook): void {
  gauge(registry, 'state_readable', '1 when the state store could be read').set(
    Number(facts !== null),
  );
  if (facts === null) return;
  showIncidents(registry, incidents(facts));
  showPasses(registry, facts);
  showSources(registry, facts);
  showRows(registry, facts);
  showCoverage(registry, facts);
  showDeals(registry, facts);
  const paused = gauge(registry, 'paused', '1 while the service rests for this reason', ['reason']);
  const reasons = new Set(facts.pauses.map(({ reason }) => reason));
  for (const reason of showsNoughts(registry) ? pauseReasons : reasons) {
    paused.set({ reason }, Number(reasons.has(reason)));
  }
  gauge(registry, 'database_up', "0 while the clinic's database cannot be reached").set(
    Number(facts.databaseLostSince === null),
  );
  const { kind, expiresAt = null } = facts.access ?? {};
  if (kind !== undefined && expiresAt !== null) {
    const help = "When amoCRM's token in use ends";
    gauge(registry, 'token_expiry_timestamp_seconds', help, ['kind']).set(
      { kind },
      expiresAt / 1000,
    );
  }
}

/** As grave as it is, for rules that call people. */
export function showIncidents(registry: Sheet, found: readonly Incident[]): void {
  const help =
    'What is the matter: 3 critical, 2 a warning, 1 nothing that a person has to do anything about, 0 not there';
  const metric = gauge(registry, 'incident', help, ['code']);
  if (showsNoughts(registry)) {
    for (const code of Object.keys(gravest)) metric.set({ code }, 0);
  }
  for (const one of found) {
    const grade = one.severity === 'critical' ? 3 : 2;
    metric.set({ code: one.code }, needsPerson(one) ? grade : 1);
  }
}

function showPasses(registry: Sheet, facts: HealthFacts): void {
  gauge(registry, 'interval_seconds', 'SYNC_INTERVAL_MINUTES').set(facts.intervalMs / 1000);
  gauge(registry, 'first_load_done', '1 once every patient was carried over').set(
    Number(facts.firstLoadDone),
  );
  gauge(registry, 'data_stale', '1 when no pass ended well for three intervals').set(
    Number(staleSince(facts) !== null),
  );
  const at = gauge(
    registry,
    'last_success_timestamp_seconds',
    'When a pass last ended well, by mode; a deep one counts as an incremental one, too',
    ['mode'],
  );
  const age = gauge(registry, 'last_success_age_seconds', 'How long ago that was', ['mode']);
  const show = (mode: 'incremental' | 'deep', moment: number | null) => {
    if (moment === null) return;
    at.set({ mode }, moment / 1000);
    age.set({ mode }, Math.max(0, facts.now - moment) / 1000);
  };
  show('incremental', facts.lastIncrementalAt);
  show('deep', facts.lastDeepAt);
}

/** One may be away, rest or be slow while the others go on. */
function showSources(registry: Sheet, { sourceAges, now }: HealthFacts): void {
  const labels = ['source', 'name'] as const;
  const at = gauge(
    registry,
    'source_last_success_timestamp_seconds',
    'When a pass last ended well that carried over what had changed in this source',
    labels,
  );
  const age = gauge(registry, 'source_last_success_age_seconds', 'How long ago that was', labels);
  for (const { number, name, carriedAt } of sourceAges) {
    if (carriedAt === null) continue;
    const source = { source: String(number), name };
    at.set(source, carriedAt / 1000);
    age.set(source, Math.max(0, now - carriedAt) / 1000);
  }
}

function showRows(registry: Sheet, { links, rejected, uncertain }: HealthFacts): void {
  const linked = gauge(registry, 'links', 'Patients by how their contact stands', ['status']);
  for (const [status, n] of Object.entries(links)) linked.set({ status }, n);
  gauge(registry, 'rejected_rows', 'Patients that amoCRM does not accept').set(rejected.count);
  gauge(registry, 'uncertain_rows', 'Patients sent without an answer so far').set(uncertain.count);
  const since = (name: string, help: string, moment: number | null) => {
    if (moment !== null) gauge(registry, name, help).set(moment / 1000);
  };
  since(
    'oldest_rejected_timestamp_seconds',
    'Since when the oldest rejected patient has been waiting',
    rejected.oldestAt,
  );
  since(
    'oldest_uncertain_timestamp_seconds',
    'Since when the oldest uncertain patient has been waiting',
    uncertain.oldestAt,
  );
}

/** Of each source; one that no audit has read to its end has no figures. */
function showCoverage(registry: Sheet, facts: HealthFacts): void {
  const patients = gauge(
    registry,
    'patients',
    'Patients of IDENT by where they are (linked: in amoCRM), by the last deep pass and what was written since',
    ['source', 'name', 'place'],
  );
  const at = gauge(
    registry,
    'patients_counted_timestamp_seconds',
    'When the deep pass ended that counted the patients of a source',
    ['source', 'name'],
  );
  for (const { source, name, inAmo, outside, at: countedAt } of coverage(facts).sources) {
    if (countedAt === null) continue;
    const counts = new Map<Place, number>(outside.map(({ place, count }) => [place, count]));
    counts.set('linked', inAmo);
    for (const place of showsNoughts(registry) ? places : counts.keys()) {
      patients.set({ source: String(source), name, place }, counts.get(place) ?? 0);
    }
    at.set({ source: String(source), name }, countedAt / 1000);
  }
}
