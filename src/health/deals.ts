import type { HealthFacts } from './facts.ts';
import type { Incident } from './incident.ts';
import { thresholds } from './thresholds.ts';

/** How a run ends whose contacts went over and whose deals did not: it is told until deals are looked at again. */
const affairs = { DEALS_MASS_CHANGE: 'operator', VISITS_REFUSED: 'amocrm' } as const;

const isOfDeals = (code: string): code is keyof typeof affairs => Object.hasOwn(affairs, code);

/** Whether a run ended so for its deals alone. */
export const endedForDeals = ({ errorCode }: { readonly errorCode: string | null }): boolean =>
  errorCode !== null && isOfDeals(errorCode);

/** Deals that do not move, or that amoCRM rejected. */
export const ofDeals = (facts: HealthFacts): readonly Incident[] => [
  ...ofRest(facts),
  ...ofLate(facts),
  ...(facts.deals === null ? [] : ofForeign(facts.deals.foreign, facts.now)),
  ...ofRejectedDeals(facts),
];

/** IDENT is further on, and passes go by without moving them, where nothing else says why. */
function ofLate(facts: HealthFacts): readonly Incident[] {
  const { deals, dealsRest, pauses, databaseLostSince, now } = facts;
  if (deals === null || deals.late.count === 0) return [];
  if (dealsRest !== null || pauses.length > 0 || databaseLostSince !== null) return [];
  const { count, oldestAt } = deals.late;
  const affair = isAtIt(facts) ? 'nobody' : 'operator';
  return [
    { code: 'deals-late', severity: 'warning', affair, since: oldestAt ?? now, cause: null, count },
  ];
}

/** A pass is under way, or had no time yet since the start or a pause. */
function isAtIt({
  running,
  waitsFor,
  startedAt,
  resumedAt,
  now,
  intervalMs,
}: HealthFacts): boolean {
  const workingSince = Math.max(startedAt ?? 0, resumedAt ?? 0);
  return (
    running !== null || waitsFor !== null || now - workingSince <= thresholds(intervalMs).staleMs
  );
}

function ofRejectedDeals({ deals, now }: HealthFacts): readonly Incident[] {
  if (deals === null || deals.rejected.count === 0) return [];
  const { count, oldestAt } = deals.rejected;
  const since = oldestAt ?? now;
  return [
    { code: 'deals-rejected', severity: 'warning', affair: 'clinic', since, cause: null, count },
  ];
}

/** Another installation makes deals in the account, or did: so that no visit gets two, none is made. */
export function ofForeign(
  { count, oldestAt }: HealthFacts['rejected'],
  now: number,
): readonly Incident[] {
  if (count === 0) return [];
  const since = oldestAt ?? now;
  return [
    { code: 'deals-foreign', severity: 'warning', affair: 'operator', since, cause: null, count },
  ];
}

/** Deals of visits rest; contacts go over. */
export function ofRest({ dealsRest }: Pick<HealthFacts, 'dealsRest'>): readonly Incident[] {
  if (dealsRest === null) return [];
  const { code: cause, since } = dealsRest;
  const affair = isOfDeals(cause) ? affairs[cause] : 'operator';
  return [{ code: 'deals', severity: 'warning', affair, since, cause }];
}
