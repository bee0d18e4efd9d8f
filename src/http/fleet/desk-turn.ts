import type { Clinic } from '../../clinic/clinic.ts';
import { AdvisoryLock } from '../../state/postgres/locks/advisory-lock.ts';
import { lockKey } from '../../state/postgres/locks/lock-keys.ts';
import type { StateServer } from '../../state/postgres/server.ts';
import { ApiError } from '../api/api-error.ts';
import { apiErrors } from '../api/errors.ts';
import type { DeskTurn } from '../api/ident-desk.ts';

/** Another machine's question is answered by then; for a longer one nobody sits and waits. */
const patienceMs = 10_000;

/**
 * One question of the page to a clinic's database at a time, over all machines: with the pass beside it there are never
 * more than two connections (I6).
 */
export function deskTurn(
  server: StateServer | undefined,
  number: number,
  { clock, signal }: Pick<Clinic, 'clock' | 'signal'>,
): DeskTurn | undefined {
  if (server === undefined) return undefined;
  return async (work) => {
    const lock = new AdvisoryLock(server, lockKey('desk', number), clock);
    const tooLong = new AbortController();
    const over = new AbortController();
    clock.sleep(patienceMs, over.signal).then(
      () => tooLong.abort(new ApiError(apiErrors.busy)),
      () => undefined,
    );
    try {
      const held = await lock.acquire({ signal: AbortSignal.any([signal, tooLong.signal]) });
      over.abort();
      try {
        return await work();
      } finally {
        held.release();
      }
    } finally {
      over.abort();
      await lock.close();
    }
  };
}
