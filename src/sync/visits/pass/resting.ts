import { AppError } from '../../../app-error.ts';
import { SyncError } from '../../errors.ts';
import { GuardError } from '../../guard/errors.ts';
import type { SyncSetup } from '../../pass/pass-context.ts';
import { visitErrors } from '../errors.ts';

/** So long deals that were stopped are left alone, unless a person asks for them. */
export const restMs = 3_600_000;

/** What concerns the account as such where contacts are written; of deals alone it says nothing about contacts. */
const ofAccount: ReadonlySet<string> = new Set([
  ...['AMO_FORBIDDEN', 'AMO_NOT_FOUND', 'AMO_QUOTA_EXCEEDED'],
]);

/** Where deals are switched off, none of them rest, and none are late. */
export async function noneRest({ meta }: Pick<SyncSetup['state'], 'meta'>): Promise<void> {
  const names = ['dealsRest', 'dealsLookedAt', 'dealsAuditedAt'] as const;
  const known = await meta.read(...names);
  for (const name of names) if (known.get(name) !== undefined) await meta.clear(name);
}

/**
 * Deals that are stopped, or not let in, hold up no contacts: they rest for an hour, and the service goes on. What stopped
 * a look at all of them is looked at whole again.
 *
 * @throws GuardError DEALS_MASS_CHANGE; SyncError VISITS_REFUSED
 */
export async function restingWhenStopped<T>(
  { state, clock }: Pick<SyncSetup, 'state' | 'clock'>,
  by: 'whole' | 'changed',
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isRefused = error instanceof AppError && ofAccount.has(error.code);
    if (!isRefused && !(error instanceof GuardError)) throw error;
    const told = isRefused ? new SyncError(visitErrors.refused({ code: error.code })) : error;
    const now = clock.now();
    const before = await state.meta.get('dealsRest');
    await state.meta.set('dealsRest', {
      since: before?.since ?? now,
      until: now + restMs,
      code: told.code,
      by: before?.by === 'whole' ? 'whole' : by,
    });
    throw told;
  }
}
