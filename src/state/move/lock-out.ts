import type { WholeState } from '../backup/whole-state.ts';
import { StateError, stateErrors } from '../file/errors.ts';
import { describeHolder } from '../processes/pass-lock.ts';
import type { Held } from '../processes/process-lock.ts';

/**
 * Nobody works on it: a service would go on where it began.
 *
 * @throws StateError STATE_LOCKED
 */
export async function lockOut(state: WholeState): Promise<readonly Held[]> {
  const held: Held[] = [];
  for (const kind of ['service', 'pass', 'refresh'] as const) {
    const lock = await (await state.lock(kind)).tryAcquire();
    if (lock === null) {
      for (const one of held) one.release();
      const holder = describeHolder(await state.holder(kind));
      throw new StateError(stateErrors.locked({ holder }));
    }
    held.push(lock);
  }
  return held;
}
