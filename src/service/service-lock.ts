import type { Clock } from '../clock.ts';
import type { State } from '../state/open-state.ts';
import { describeHolder, type LockHolder } from '../state/processes/pass-lock.ts';
import type { Held } from '../state/processes/process-lock.ts';
import { ServiceError, serviceErrors } from './errors.ts';

/** A command that looks who holds the lock holds it for a moment itself, and a service that ends takes its time. */
const patienceMs = 5_000;
const pollMs = 250;

/**
 * One service on a state: held for its life, freed by its death. Commands tell by it whether one is there.
 *
 * @throws ServiceError SERVICE_RUNNING
 */
export async function holdServiceLock(
  { serviceLock }: Pick<State, 'serviceLock'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Held> {
  let holder: LockHolder | null = null;
  for (let waited = 0; waited <= patienceMs; waited += pollMs) {
    holder = await serviceLock.current();
    if (holder === null) return await serviceLock.acquire({ command: 'run', wait: true, signal });
    await clock.sleep(pollMs, signal);
  }
  throw new ServiceError(serviceErrors.running({ holder: describeHolder(holder) }));
}
