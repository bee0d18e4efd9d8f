import type { Clinic } from '../../clinic/clinic.ts';
import { ApiError } from './api-error.ts';
import { apiErrors } from './errors.ts';

/** An incremental pass is over by then; for a longer one nobody sits and waits. */
const patienceMs = 10_000;

/**
 * Does what writes to amoCRM while no pass does; waits a little for the one under way.
 *
 * @throws ApiError BUSY
 */
export async function underLock<T>(
  clinic: Clinic,
  command: string,
  work: () => Promise<T>,
): Promise<T> {
  const answered = new AbortController();
  const tooLong = new AbortController();
  clinic.clock.sleep(patienceMs, answered.signal).then(
    () => tooLong.abort(new ApiError(apiErrors.busy)),
    () => undefined,
  );
  const signal = AbortSignal.any([clinic.signal, tooLong.signal]);
  try {
    return await clinic.locked({ command, signal }, async () => {
      answered.abort();
      return await work();
    });
  } finally {
    answered.abort();
  }
}
