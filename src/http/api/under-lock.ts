import type { ApiTools } from './api-tools.ts';
import { ApiError, apiErrors } from './errors.ts';

/** An incremental pass is over by then; for a longer one nobody sits and waits. */
const patienceMs = 10_000;

/**
 * Does what writes to amoCRM while no pass does; waits a little for the one under way.
 *
 * @throws ApiError BUSY
 */
export async function underLock<T>(
  { state, clock, signal }: Pick<ApiTools, 'state' | 'clock' | 'signal'>,
  command: string,
  work: () => Promise<T>,
): Promise<T> {
  const answered = new AbortController();
  const tooLong = new AbortController();
  clock.sleep(patienceMs, answered.signal).then(
    () => tooLong.abort(new ApiError(apiErrors.busy())),
    () => undefined,
  );
  const held = await state.passLock
    .acquire({ command, wait: true, signal: AbortSignal.any([signal, tooLong.signal]) })
    .finally(() => answered.abort());
  try {
    return await work();
  } finally {
    held.release();
  }
}
