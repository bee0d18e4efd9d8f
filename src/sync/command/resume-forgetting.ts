import { AppError } from '../../app-error.ts';
import type { SyncSetup } from '../pass/pass-context.ts';
import { forgetPatient } from './forget.ts';

/** How long it is not tried again, where it did not come to its end. */
const againAfterMs = 3_600_000;

/**
 * Goes on with whatever forgetting was broken off: who asked for it was told that the patient is on the list. One that
 * cannot be finished keeps nothing else back. The caller holds the pass lock.
 */
export async function resumeForgetting(setup: SyncSetup): Promise<void> {
  const { state, clock, log } = setup;
  const ids = await state.forgotten.unfinished();
  if (ids.length === 0) return;
  const triedAt = await state.meta.get('forgettingAt');
  if (triedAt !== undefined && Math.abs(clock.now() - triedAt) < againAfterMs) return;
  await state.meta.set('forgettingAt', clock.now());
  for (const id of ids) {
    try {
      await forgetPatient(setup, id);
    } catch (error) {
      if (!(error instanceof AppError) || setup.signal?.aborted === true) throw error;
      log.warn({ code: error.code }, 'a patient is not wholly forgotten yet');
    }
  }
}
