import { once } from 'node:events';
import type { Logger } from 'pino';
import type { ServiceNotifier } from '../../../service/sd-notify.ts';
import { holdServiceLock } from '../../../service/service-lock.ts';
import type { State } from '../../../state/open-state.ts';
import type { CliContext } from '../../context.ts';

/** docker compose and systemd kill after 35 s; what is not over by then is safe in the state. */
const graceMs = 27_000;

/** Waits for the work of a service, but not for ever once a signal has asked it to end. */
export async function endInTime(
  work: Promise<void>,
  { signal, clock }: CliContext,
  log: Logger,
): Promise<void> {
  const over = new AbortController();
  const lastMoment = async () => {
    if (!signal.aborted) await once(signal, 'abort', { signal: over.signal });
    await clock.sleep(graceMs, over.signal);
    log.error(
      { afterMs: graceMs },
      'not everything came to its end in time: stopping all the same',
    );
  };
  try {
    await Promise.race([work, lastMoment()]);
  } finally {
    over.abort();
  }
}

/** Makes this process the only service on the state, until the resources are given back. */
export async function beTheService(
  resources: AsyncDisposableStack,
  { clock }: CliContext,
  service: {
    readonly state: State;
    readonly signal: AbortSignal;
    readonly log: Logger;
    readonly notifier: ServiceNotifier;
    readonly onWait?: (holder: string) => void;
  },
): Promise<void> {
  const { state, signal, log, notifier, onWait } = service;
  const held = await holdServiceLock(state, {
    clock,
    signal,
    onWait: (holder) => {
      log.warn({ holder }, 'another service works on this state: waiting for its end');
      onWait?.(holder);
      notifier.ready();
    },
    onLook: () => notifier.alive(),
  });
  resources.defer(() => held.release());
}
