import { once } from 'node:events';
import type { Clock } from '../../../clock.ts';
import { setsNothing } from '../../../config/given/env-file.ts';
import { type ConfigPart, loadConfig } from '../../../config/load-config.ts';
import { ConfigError } from '../../../config/mistake.ts';
import { isPageSetting } from '../../../config/saved/page-settings.ts';
import { SetUpDesk } from '../../../http/set-up/set-up-desk.ts';
import { startSetUpSite } from '../../../http/set-up/set-up-site.ts';
import { Sessions } from '../../../http/sign-in/sessions.ts';
import { isLoopback } from '../../../network/loopback.ts';
import { startOwnWatchdog } from '../../../service/own-watchdog.ts';
import { ServiceNotifier } from '../../../service/sd-notify.ts';
import { readSavedSettings } from '../../../state/account/saved-settings.ts';
import { openState } from '../../../state/open-state.ts';
import { programVersion } from '../../../version.ts';
import type { CliContext } from '../../context.ts';
import { beTheService } from './service-process.ts';

/** Who is signed in, over all that the process serves: the set-up page, then the service's own, then perhaps again. */
export class Guests {
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Sessions>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param key of the state */
  of(key: string): Sessions {
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const sessions = new Sessions(this.#clock, key);
    this.#sessions.set(key, sessions);
    return sessions;
  }
}

/** Why what is under way ends when the settings are changed. */
export const settingsChanged = (): Error => new DOMException('settings changed', 'AbortError');

/**
 * Whether nothing is wrong with the settings but that what the set-up page asks for is missing, and nobody keeps them in
 * a file: whoever edits a `.env` is told of its line. One that sets nothing is not yet used.
 */
export function canBeSetUp(
  { env, cwd, envFile, clinic }: CliContext,
  error: unknown,
  isContainer: boolean,
): error is ConfigError {
  if (!(error instanceof ConfigError) || clinic !== undefined) return false;
  const isOnlyMissing = error.mistakes.every(
    ({ name, isMissing }) => isMissing === true && isPageSetting(name),
  );
  if (!isOnlyMissing) return false;
  const config = loadConfig({ env, cwd, envFile, needs: ['state'] });
  // The page keeps what a person gives in the state's file.
  if (config.clinic !== null || config.state.server !== undefined) return false;
  return (
    isContainer || readSavedSettings(config.state) !== null || setsNothing(config.settingsFile)
  );
}

interface SetUpOptions {
  readonly isContainer: boolean;
  readonly guests: Guests;
  readonly needs: readonly ConfigPart[];
  readonly error: ConfigError;
}

/** Serves the set-up page until the settings are whole, or a signal stops it. */
export async function setUp(
  context: CliContext,
  { isContainer, guests, needs, error }: SetUpOptions,
): Promise<'ready' | 'stopped'> {
  const { clock, signal, language, text, output } = context;
  const { config, log } = await context.settingsOfService('state', 'http', 'dashboard');
  using _watchdog = startOwnWatchdog();
  await using resources = new AsyncDisposableStack();
  const notifier = resources.use(new ServiceNotifier(context.env, { clock, log }));
  const state = resources.use(await openState(config.state, clock));
  await beTheService(resources, context, { state, signal, log, notifier });
  const ready = new AbortController();
  const { http, dashboard, timeZone } = config;
  const site = resources.use(
    await startSetUpSite({
      port: http.port,
      host: isContainer || isLoopback(http.host) ? http.host : '127.0.0.1',
      isContainer,
      state,
      clock,
      log,
      timeZone,
      language,
      password: dashboard.password,
      sessions: guests.of(state.key),
      version: programVersion(),
      desk: (accounts) =>
        new SetUpDesk({
          given: context,
          needs,
          state,
          clock,
          log,
          signal,
          isRunning: false,
          isGuarded: () => accounts.hasAny(),
          onReady: () => ready.abort(),
        }),
    }),
  );
  log.info({ missing: error.mistakes.map(({ name }) => name) }, 'waiting to be set up');
  // To whoever started it, and never to the log file: it opens the page to whoever has it.
  for (const line of text.run.setUp(site.link)) output.alarm(line);
  notifier.ready();
  const timer = setInterval(() => notifier.alive(), 10_000);
  const end = AbortSignal.any([signal, ready.signal]);
  try {
    if (!end.aborted) await once(end, 'abort');
  } finally {
    clearInterval(timer);
  }
  if (signal.aborted) return 'stopped';
  log.info('the settings are whole: the service begins');
  return 'ready';
}
