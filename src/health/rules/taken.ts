import type { HealthFacts } from '../facts.ts';
import { type Incident, incident } from '../incident.ts';

/** How a pass of a clinic of a fleet ends whose account or database is another clinic's. */
const code = 'FLEET_TAKEN';

type Facts = Pick<HealthFacts, 'lastPass'>;

/** Nothing else is to be said of a clinic whose passes do not begin, and no try mends it. */
export const isTaken = ({ lastPass }: Facts): boolean =>
  lastPass?.outcome === 'failed' && lastPass.errorCode === code;

export function ofTaken(facts: Facts): readonly Incident[] {
  const { lastPass } = facts;
  if (lastPass === null || !isTaken(facts)) return [];
  const { startedAt, times: count, id: runId } = lastPass;
  return [incident('taken', 'critical', 'operator', startedAt, { cause: code, count, runId })];
}
