import { AppError, exitCode } from '../../app-error.ts';
import type { PauseReason } from '../../state/record/pause-reasons.ts';

/** How often a pass is tried where nobody can know when the trouble is over. */
export const probeEveryMs = 30 * 60_000;

/** What a person's word alone ends. For all else a pass is tried now and then, and one that ends well ends it. */
export const endsByPerson: ReadonlySet<PauseReason> = new Set(['user', 'guard']);

/** What stops the service rather than one pass: trying again in a minute would not help, or would do harm. */
const reasonByCode: Readonly<Record<string, PauseReason>> = {
  // Mass change (I9), and a reading that cannot be trusted.
  MASS_CHANGE: 'guard',
  RULES_CHANGED: 'guard',
  CRM_READ_VOID: 'guard',
  IDENTITY_DISAGREES: 'guard',
  // The account as such; no row is to blame.
  AMO_PAYMENT_REQUIRED: 'account',
  AMO_QUOTA_EXCEEDED: 'account',
  AMO_FORBIDDEN: 'account',
  AMO_ADDRESS_FORBIDDEN: 'account',
  AMO_NOT_FOUND: 'account',
  OTHER_ACCOUNT: 'account',
  SETTING_REFUSED: 'account',
  CONTACTS_HIDDEN: 'account',
  CRM_CONTRADICTS: 'account',
  // One side is not any more what it was.
  FIELDS_MISSING: 'drift',
  FIELDS_WRONG: 'drift',
  FIELDS_CHANGED: 'drift',
  IDENT_FIELDS_GONE: 'drift',
  OTHER_DATABASE: 'drift',
  SOURCE_TWICE: 'drift',
  SOURCE_NUMBER_CHANGED: 'drift',
  SOURCE_MISSING: 'drift',
  SOURCE_FOREIGN: 'drift',
  BRANCH_UNKNOWN: 'drift',
  BRANCHES_UNREADABLE: 'drift',
  BRANCHES_FOREIGN: 'drift',
  AMO_RATE_BLOCKED: 'circuit',
};

/** Why the service rests after this error; null: it does not, the pass is tried again a little later. */
export function pauseReasonOf(error: unknown): PauseReason | null {
  if (!(error instanceof AppError)) return null;
  return error.exit === exitCode.authorisation ? 'auth' : (reasonByCode[error.code] ?? null);
}
