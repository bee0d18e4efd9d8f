import type { Clinic } from '../../clinic/clinic.ts';
import { ApiError, apiErrors } from './errors.ts';

/** An incremental pass is over by then, and another machine's question answered; for longer nobody sits and waits. */
const patienceMs = 10_000;

/**
 * Waits a little for whoever has what the work needs.
 *
 * @param work says by `begun` that it has it: from then on it takes as long as it takes
 * @throws ApiError BUSY
 */
export async function patiently<T>(
  { clock, signal }: Pick<Clinic, 'clock' | 'signal'>,
  work: (signal: AbortSignal, begun: () => void) => Promise<T>,
): Promise<T> {
  const waiting = new AbortController();
  const tooLong = new AbortController();
  clock.sleep(patienceMs, waiting.signal).then(
    () => tooLong.abort(new ApiError(apiErrors.busy)),
    () => undefined,
  );
  const begun = () => waiting.abort();
  try {
    return await work(AbortSignal.any([signal, tooLong.signal]), begun);
  } finally {
    begun();
  }
}

/**
 * Does what writes to amoCRM while no pass does; waits a little for the one under way.
 *
 * @throws ApiError BUSY
 */
export const underLock = <T>(clinic: Clinic, command: string, work: () => Promise<T>): Promise<T> =>
  patiently(clinic, (signal, begun) =>
    clinic.locked({ command, signal }, async () => {
      begun();
      return await work();
    }),
  );
