import type { HealthFacts } from './facts.ts';
import type { Incident } from './incident.ts';

/** How a run ends whose contacts went over and whose deals did not: it is told until deals are looked at again. */
const affairs = { DEALS_MASS_CHANGE: 'operator', VISITS_REFUSED: 'amocrm' } as const;

const isOfDeals = (code: string): code is keyof typeof affairs => Object.hasOwn(affairs, code);

/** Whether a run ended so for its deals alone. */
export const endedForDeals = ({ errorCode }: { readonly errorCode: string | null }): boolean =>
  errorCode !== null && isOfDeals(errorCode);

/** Deals of visits rest; contacts go over. */
export function ofDeals({ dealsRest }: Pick<HealthFacts, 'dealsRest'>): readonly Incident[] {
  if (dealsRest === null) return [];
  const { code: cause, since } = dealsRest;
  const affair = isOfDeals(cause) ? affairs[cause] : 'operator';
  return [{ code: 'deals', severity: 'warning', affair, since, cause }];
}
