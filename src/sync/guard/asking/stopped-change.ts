import type { Finding } from '../../../state/record/findings.ts';
import type { GuardError } from '../errors.ts';

/** What the guard stopped, and for whom: patients by kind of change; of deals one for each deal. */
export type StoppedChange = GuardError['patients'];

/** Before the kind of change in the counts and findings of a run that the guard stopped. */
export const stoppedPrefix = 'stopped:';

/** Counted as `stopped:removed`, so that a person can be asked later for just this. */
export const stoppedCounts = (stopped: StoppedChange): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...stopped].map(([kind, patients]) => [`${stoppedPrefix}${kind}`, patients.length]),
  );

/** So many of each kind are named: enough to see what they have in common. */
const named = 500;

/** Whom it would have happened to, for the person who is asked. */
export const stoppedFindings = (stopped: StoppedChange): readonly Finding[] =>
  [...stopped].flatMap(([kind, patients]) =>
    [...new Set(patients)].slice(0, named).map((patientId) => ({
      kind: `${stoppedPrefix}${kind}`,
      patientId,
      contactId: null,
      subject: null,
    })),
  );
