import type { WaitingCount } from '../state/patients/guarded-changes.ts';

/**
 * `critical`: red; the data gets no newer or many patients are left out, and people are called at once. `warning`:
 * yellow; there is time until the daily digest. `notice`: true, and good to know, but nobody has to do anything.
 */
export type Severity = 'critical' | 'warning' | 'notice';

/** Whose affair it is: who can do something about it. */
export type Affair =
  /** Whoever runs the program: settings, server, network. */
  | 'operator'
  /** An administrator of the amoCRM account. */
  | 'amocrm'
  /** Whoever keeps the patients' cards in IDENT and amoCRM. */
  | 'clinic'
  /** It ends by itself. */
  | 'nobody';

/**
 * Everything that can be the matter, and how grave each is at its worst; `resting` is a person's own pause, `paused` one
 * that seems forgotten.
 */
export const gravest = {
  guard: 'critical',
  auth: 'critical',
  account: 'critical',
  drift: 'critical',
  circuit: 'critical',
  state: 'critical',
  database: 'critical',
  off: 'critical',
  stale: 'critical',
  'rejected-many': 'critical',
  token: 'critical',
  'other-writer': 'critical',
  'tokens-behind': 'critical',
  unserved: 'critical',
  taken: 'critical',
  source: 'critical',
  late: 'warning',
  setup: 'warning',
  'first-load-asks': 'warning',
  'source-asks': 'warning',
  failing: 'warning',
  stopped: 'warning',
  deep: 'warning',
  resting: 'warning',
  paused: 'warning',
  lock: 'warning',
  rejected: 'warning',
  postponed: 'warning',
  missing: 'warning',
  findings: 'warning',
  unreadable: 'warning',
  deals: 'warning',
  'deals-late': 'warning',
  'deals-foreign': 'warning',
  'deals-rejected': 'warning',
  uncertain: 'warning',
  'first-load': 'notice',
  'mass-change': 'notice',
  events: 'notice',
} as const satisfies Readonly<Record<string, Severity>>;

export type IncidentCode = keyof typeof gravest;

export const isIncidentCode = (code: string): code is IncidentCode => Object.hasOwn(gravest, code);

/** Something that is not as it should be: counts, codes and times only (I7). */
export interface Incident {
  readonly code: IncidentCode;
  /** Wall ms. */
  readonly since: number;
  readonly severity: Severity;
  readonly affair: Affair;
  /** Stable code of the error behind it; null: there is none. */
  readonly cause: string | null;
  /** How many patients, findings or tries it is about, where that is known. */
  readonly count?: number;
  /** Of how many. */
  readonly total?: number;
  /** When it comes to pass, or is tried again: wall ms. */
  readonly until?: number;
  /** How many there are of each kind that the guard counts, and what number lets all of them through. */
  readonly guarded?: Pick<WaitingCount, 'kinds' | 'allow'>;
  /** The sources that it is about, by name. */
  readonly sources?: readonly string[];
  /** The run that tells more. */
  readonly runId?: number;
}

/** An incident without a cause, unless it is given one. */
export function incident(
  code: IncidentCode,
  severity: Severity,
  affair: Affair,
  since: number,
  more: Partial<Incident> = {},
): Incident {
  return { code, severity, affair, since, cause: null, ...more };
}

/** Whether a person can do something about it. */
export const needsPerson = ({ affair }: Pick<Incident, 'affair'>): boolean => affair !== 'nobody';
