import { type Incident, type IncidentCode, needsPerson, type Severity } from './incident.ts';

/** What a director asks, in one word; the gravest incident gives it. */
export const verdicts = [
  /** It is not set up: no fields, or the first load was never begun. */
  'setup',
  /** It rests for a reason that a person must take away. */
  'paused',
  /** A person asked it to rest. */
  'resting',
  /** The clinic's database does not answer. */
  'database-lost',
  /** No pass ended well for more than three intervals. */
  'stale',
  /** The first load is under way: not everybody is in amoCRM yet. */
  'first-load',
  /** Something else is the matter, or goes on. */
  'attention',
  'in-sync',
] as const;
type Verdict = (typeof verdicts)[number];

export type Tone = 'good' | 'info' | 'warn' | 'bad';

/** How things stand as a whole. */
export interface Standing {
  readonly verdict: Verdict;
  readonly tone: Tone;
  /** Whether a person can do something about anything of it. */
  readonly needsPerson: boolean;
}

/** @param incidents the gravest first. */
export function standing(incidents: readonly Incident[]): Standing {
  const [gravest] = incidents;
  if (gravest === undefined) return { verdict: 'in-sync', tone: 'good', needsPerson: false };
  return {
    verdict: verdictOf[gravest.code] ?? 'attention',
    tone: tones[gravest.severity],
    needsPerson: incidents.some(needsPerson),
  };
}

const tones: Readonly<Record<Severity, Tone>> = {
  critical: 'bad',
  warning: 'warn',
  notice: 'info',
};

const verdictOf: Readonly<Partial<Record<IncidentCode, Verdict>>> = {
  guard: 'paused',
  auth: 'paused',
  account: 'paused',
  drift: 'paused',
  circuit: 'paused',
  resting: 'resting',
  paused: 'resting',
  database: 'database-lost',
  off: 'stale',
  stale: 'stale',
  late: 'stale',
  setup: 'setup',
  'first-load-asks': 'setup',
  'first-load': 'first-load',
};

/**
 * What keeps `/readyz` from being ready: what a restart or another replica could mend, and that there is nothing to show
 * yet. Pauses, rejected patients and a lost database would be the same after it.
 */
export const unready: ReadonlySet<IncidentCode> = new Set([
  'state',
  'stale',
  'setup',
  'first-load-asks',
  'first-load',
]);
