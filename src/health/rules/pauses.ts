import type { PauseReason } from '../../state/record/pause-reasons.ts';
import type { Pause } from '../../state/record/pauses.ts';
import type { HealthFacts } from '../facts.ts';
import { type Affair, type Incident, incident } from '../incident.ts';
import { pauseForgottenMs } from '../thresholds.ts';
import { isNew } from './beginning.ts';

/** What keeps the program from working until somebody, or time, does away with it. */
export function ofPauses(facts: HealthFacts): readonly Incident[] {
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
