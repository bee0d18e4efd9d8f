import type { HealthFacts } from '../../../health/facts.ts';
import type { Incident, IncidentCode } from '../../../health/incident.ts';

/** What `status --json` calls the next step, by the gravest incident; values may be added. */
export function nextStep(
  { fieldsBound }: Pick<HealthFacts, 'fieldsBound'>,
  [gravest]: readonly Incident[],
): string {
  if (gravest === undefined) return 'fine';
  if (gravest.code === 'setup' || gravest.code === 'first-load-asks')
    return fieldsBound ? 'load' : 'fields';
  return steps[gravest.code] ?? gravest.code;
}

const steps: Readonly<Partial<Record<IncidentCode, string>>> = {
  guard: 'resume',
  resting: 'resume',
  paused: 'resume',
  auth: 'cure',
  account: 'cure',
  drift: 'cure',
  circuit: 'cure',
  failing: 'failed',
  stopped: 'failed',
  'first-load': 'loading',
  'rejected-many': 'rejected',
  off: 'run',
};
