import type { HealthFacts, WaitingRows } from '../facts.ts';
import { type Affair, type Incident, type IncidentCode, incident } from '../incident.ts';
import { hasJustBegun, isAtWork } from './at-work.ts';

/** How a run ends whose contacts went over and whose deals did not: it is told until deals are looked at again. */
const affairs = { DEALS_MASS_CHANGE: 'operator', VISITS_REFUSED: 'amocrm' } as const;

const isOfDeals = (code: string): code is keyof typeof affairs => Object.hasOwn(affairs, code);

/** Whether a run ended so for its deals alone. */
export const endedForDeals = ({ errorCode }: { readonly errorCode: string | null }): boolean =>
  errorCode !== null && isOfDeals(errorCode);

/** Deals that do not move, or that amoCRM rejected. */
export const ofDeals = (facts: HealthFacts): readonly Incident[] => [
  ...(facts.dealsRest === null ? [] : [restIncident(facts.dealsRest)]),
  ...ofLate(facts),
  ...ofForeign(facts.deals?.foreign, facts.now),
  ...ofRows('deals-rejected', 'clinic', facts.deals?.rejected, facts.now),
];

/** IDENT is further on, and passes go by without moving them, where nothing else says why. */
function ofLate(facts: HealthFacts): readonly Incident[] {
  const { deals, dealsRest, pauses, databaseLostSince, now } = facts;
  if (deals === null || deals.late.count === 0) return [];
  if (dealsRest !== null || pauses.length > 0 || databaseLostSince !== null) return [];
  const { count, oldestAt } = deals.late;
  const affair = isAtWork(facts) || hasJustBegun(facts) ? 'nobody' : 'operator';
  return [incident('deals-late', 'warning', affair, oldestAt ?? now, { count })];
}

/** Another installation makes deals in the account, or did: so that no visit gets two, none is made. */
export const ofForeign = (foreign: WaitingRows | undefined, now: number): readonly Incident[] =>
  ofRows('deals-foreign', 'operator', foreign, now);

function ofRows(
  code: IncidentCode,
  affair: Affair,
  rows: WaitingRows | undefined,
  now: number,
): readonly Incident[] {
  if (rows === undefined || rows.count === 0) return [];
  return [incident(code, 'warning', affair, rows.oldestAt ?? now, { count: rows.count })];
}

/** Deals of visits rest; contacts go over. */
export function restIncident({
  code: cause,
  since,
}: NonNullable<HealthFacts['dealsRest']>): Incident {
  const affair = isOfDeals(cause) ? affairs[cause] : 'operator';
  return incident('deals', 'warning', affair, since, { cause });
}
