import type { Logger } from 'pino';
import { logFields } from '../../app-error.ts';
import { type Clock, within } from '../../clock.ts';
import type { HealthFacts } from '../../health/facts.ts';
import { factsInTime } from './facts-in-time.ts';
import { Watcher, type WatcherOptions } from './watcher.ts';

const everyMs = 30_000;
/** What was sent without its answer being kept would be told again after the next start. */
const farewellMs = 5_000;

interface WatchersOptions extends Omit<WatcherOptions, 'look'> {
  readonly service: { readonly facts: () => Promise<HealthFacts> };
}

/**
 * Looks after the running service until it is disposed of: alerts and heartbeat. Then what is on its way gets a moment
 * to arrive; the rest is told after the next start.
 *
 * @throws StateError when the state cannot be read.
 */
export async function startWatchers({
  service,
  ...options
}: WatchersOptions): Promise<AsyncDisposable> {
  const { clock } = options;
  const watcher = await Watcher.open({ ...options, look: () => factsInTime(service, clock) });
  return lookAgain(watcher, options);
}

/** Lets somebody look now and then until it is disposed of, which waits a moment for what is on its way. */
export function lookAgain(
  watcher: { look(): Promise<void>; idle(): Promise<void> },
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): AsyncDisposable {
  const stop = new AbortController();
  const watch = async () => {
    while (!stop.signal.aborted) {
      await watcher.look().catch((error: unknown) => {
        log.error(logFields(error), 'the service could not be looked at');
      });
      await clock.sleep(everyMs, stop.signal).catch(() => {});
    }
  };
  const watching = watch();
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await watching;
      await within(clock, farewellMs, watcher.idle());
    },
  };
}
