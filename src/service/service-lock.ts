import type { Clock } from '../clock.ts';
import type { State } from '../state/open-state.ts';
import { describeHolder } from '../state/processes/pass-lock.ts';
import type { Held } from '../state/processes/process-lock.ts';

/** A command that looks who holds the lock holds it for a moment itself, and a service that ends takes its time. */
const patienceMs = 5_000;
const pollMs = 250;

interface ServiceLockRequest {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told once, when another service turns out to work on the state. */
  readonly onWait: (holder: string) => void;
  /** Told again and again while it waits. */
  readonly onLook: () => void;
}

/**
 * One service on a state: held for its life, freed by its death. Commands tell by it whether one is there. A second one
 * waits: to end would only make a service manager start it again and again.
 */
export async function holdServiceLock(
  { serviceLock }: Pick<State, 'serviceLock'>,
  { clock, signal, onWait, onLook }: ServiceLockRequest,
): Promise<Held> {
  let saidSo = false;
  for (let waited = 0; ; waited += pollMs) {
    const holder = await serviceLock.current();
    if (holder === null) return await serviceLock.acquire({ command: 'run', wait: true, signal });
    if (!saidSo && waited >= patienceMs) {
      saidSo = true;
      onWait(describeHolder(holder));
    }
    if (saidSo) onLook();
    await clock.sleep(pollMs, signal);
  }
}
