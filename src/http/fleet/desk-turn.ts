import type { Clinic } from '../../clinic/clinic.ts';
import { AdvisoryLock } from '../../state/postgres/locks/advisory-lock.ts';
import { lockKey } from '../../state/postgres/locks/lock-keys.ts';
import type { StateServer } from '../../state/postgres/server.ts';
import type { DeskTurn } from '../api/ident-desk.ts';
import { patiently } from '../api/under-lock.ts';

/**
 * One question of the page to a clinic's database at a time, over all machines: with the pass beside it there are never
 * more than two connections (I6).
 */
export function deskTurn(
  server: StateServer | undefined,
  number: number,
  clinic: Pick<Clinic, 'clock' | 'signal'>,
): DeskTurn | undefined {
  if (server === undefined) return undefined;
  return (work) =>
    patiently(clinic, async (signal, begun) => {
      const lock = new AdvisoryLock(server, lockKey('desk', number), clinic.clock);
      try {
        const held = await lock.acquire({ signal });
        begun();
        try {
          return await work();
        } finally {
          held.release();
        }
      } finally {
        await lock.close();
      }
    });
}
