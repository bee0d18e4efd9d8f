import { Clinic, clinicParts } from '../../../clinic/clinic.ts';
import type { Clock } from '../../../clock.ts';
import type { StateConfig } from '../../../config/parts/state-config.ts';
import { shownSettings } from '../../../config/shown-settings.ts';
import { createDashboard } from '../../../http/dashboard/dashboard.ts';
import { consentOf, tokenSettingOf } from '../../../http/oauth/consent.ts';
import { SetUpDesk } from '../../../http/set-up/set-up-desk.ts';
import { startHttp } from '../../../http/start-http.ts';
import type { DatabaseConfig } from '../../../ident/connection/connection.ts';
import { formatDuration } from '../../../report/format.ts';
import { createService } from '../../../service/create-service.ts';
import { startOwnWatchdog } from '../../../service/own-watchdog.ts';
import { ServiceNotifier } from '../../../service/sd-notify.ts';
import type { Service } from '../../../service/service.ts';
import { ServiceEvents } from '../../../service/service-events.ts';
import { eveningBookIn } from '../../../service/watch/evening/evening-digest.ts';
import { startWatchers } from '../../../service/watch/start-watchers.ts';
import { openPageReads } from '../../../state/page-reads.ts';
import { Activity } from '../../../state/record/activity.ts';
import { programVersion } from '../../../version.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext, Settings } from '../../context.ts';
import { beTheService, endInTime } from './service-process.ts';
import { canBeSetUp, Guests, settingsChanged, setUp } from './set-up.ts';
import { isMisconfigured, stayMisconfigured } from './stay-misconfigured.ts';

const serviceParts = [...clinicParts, 'http', 'alerts', 'dashboard'] as const;

type ServiceSettings = Settings<(typeof serviceParts)[number]>;

interface RunOptions {
  /** A wrong setting does not end the process: containers are started again when they end. */
  readonly stay?: boolean;
}

/** The service, until a signal stops it; then it ends well, whatever was under way. */
export async function run(
  context: CliContext,
  { stay = false }: RunOptions = {},
): Promise<CommandEnd> {
  const guests = new Guests(context.clock);
  try {
    while ((await serveOrSetUp(context, guests, stay)) !== 'stopped');
    return {};
  } catch (error) {
    if (!stay || !isMisconfigured(error)) throw error;
    await stayMisconfigured(context, error);
    return { exit: error.exit };
  }
}

/** The service, or the page on which it is given the settings that it lacks. */
async function serveOrSetUp(
  context: CliContext,
  guests: Guests,
  isContainer: boolean,
): Promise<'stopped' | 'changed' | 'ready'> {
  try {
    const settings = await context.settingsOfService(...serviceParts);
    return await serveUntilStopped(context, settings, guests);
  } catch (error) {
    if (!canBeSetUp(context, error, isContainer)) throw error;
    return await setUp(context, { isContainer, guests, needs: serviceParts, error });
  }
}

/** `changed`: a person has given it other settings. */
type ServiceEnd = 'stopped' | 'changed';

async function serveUntilStopped(
  context: CliContext,
  settings: ServiceSettings,
  guests: Guests,
): Promise<ServiceEnd> {
  using _watchdog = startOwnWatchdog();
  const changed = new AbortController();
  const signal = AbortSignal.any([context.signal, changed.signal]);
  const round: Round = { signal, guests, onChanged: () => changed.abort(settingsChanged()) };
  try {
    await endInTime(serve(context, settings, round), context, settings.log);
  } catch (error) {
    if (error !== changed.signal.reason) throw error;
  }
  if (changed.signal.aborted && !context.signal.aborted) {
    settings.log.info('settings were changed on the page: the service begins anew with them');
    return 'changed';
  }
  settings.log.info('service stopped');
  say(context, context.text.run.stopped);
  return 'stopped';
}

/** From one reading of the settings to the next. */
interface Round {
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly guests: Guests;
  readonly onChanged: () => void;
}

async function serve(context: CliContext, settings: ServiceSettings, round: Round): Promise<void> {
  const { clock, language, text } = context;
  const { signal } = round;
  const { config, log } = settings;
  const { intervalMs, deepHours, firstLoad } = config.sync;

  await refuseOfFleet(config.state, clock);
  await using resources = new AsyncDisposableStack();
  const notifier = resources.use(new ServiceNotifier(context.env, { clock, log }));
  const events = new ServiceEvents(log);
  const clinic = resources.use(
    await Clinic.open(config, {
      clock,
      log,
      signal,
      onEvent: (event) => events.emit({ type: 'amocrm', event }),
    }),
  );
  const { state, timeZone } = clinic;
  const onWait = (holder: string) => say(context, text.run.waits(holder));
  await beTheService(resources, context, { state, signal, log, notifier, onWait });
  // One that cannot be read ends the service before its first pass.
  await clinic.source.profile();
  const { service, ...handle } = await createService({
    clinic,
    events,
    intervalMs,
    deepHours,
    firstLoad,
    onAlive: () => notifier.alive(),
  });
  await openSite(resources, context, { clinic, service, config, round });
  const { alerts } = config;
  resources.use(
    await startWatchers({
      service,
      timeZone,
      clock,
      log,
      config: alerts,
      alerts: state.alerts,
      evening: {
        hour: deepHours.evening,
        activity: new Activity(state.db),
        book: eveningBookIn(state.meta),
      },
    }),
  );
  const { nextDeepAt, pauses, firstLoadDone } = await service.facts();
  log.info(
    {
      version: programVersion(),
      account: clinic.line.baseUrl,
      intervalMs,
      deepHours,
      firstLoadDone,
      timeZone,
      database: databaseOf(config.ident.connection),
      nextDeepAt: nextDeepAt === null ? null : new Date(nextDeepAt).toISOString(),
      pauses: pauses.map(({ reason }) => reason),
    },
    'service started',
  );
  const hours = [deepHours.morning, deepHours.evening].map((hour) => `${hour}:00`).join(', ');
  say(context, text.run.started(formatDuration(intervalMs, language), hours));
  notifier.ready();
  try {
    await handle.run();
  } finally {
    if (context.signal.aborted) notifier.stopping();
  }
}

/** Both would make its passes, and each tell that the other one stands in the way. */
async function refuseOfFleet({ server }: StateConfig, clock: Clock): Promise<void> {
  if (server === undefined) return;
  const { lookAtFleet } = await import('../../../fleet/look.ts');
  if ((await lookAtFleet(server, clock.now())) === null) return;
  const { FleetError, fleetErrors } = await import('../../../fleet/errors.ts');
  throw new FleetError(fleetErrors.ofFleet);
}

interface Served {
  readonly clinic: Clinic;
  readonly service: Service;
  readonly config: ServiceSettings['config'];
  readonly round: Round;
}

/** Health checks, metrics and the dashboard on HTTP_HOST:HTTP_PORT. */
async function openSite(
  resources: AsyncDisposableStack,
  context: CliContext,
  { clinic, service, config, round }: Served,
): Promise<void> {
  const { clock, log } = clinic;
  const { http, amocrm, sync, dashboard: access } = config;
  const { publicUrl, password, identity } = access;
  const version = programVersion();
  const { reads } = resources.use(await openPageReads(clinic.state, config.state, { clock, log }));
  const dashboard = createDashboard({
    tools: {
      clinic,
      service,
      reads,
      consent: consentOf(clinic, amocrm, { port: http.port, publicUrl }),
      tokenSetting: tokenSettingOf(amocrm),
      settings: () => shownSettings(context),
      alerts: config.alerts,
    },
    host: http.host,
    publicUrl,
    password,
    identity,
    clinicName: config.clinic,
    version,
    language: context.language,
    sessions: round.guests.of(clinic.state.key),
    desk: (accounts) =>
      new SetUpDesk({
        given: context,
        needs: serviceParts,
        state: clinic.state,
        clock,
        log,
        signal: round.signal,
        isRunning: true,
        onReady: round.onChanged,
        isGuarded: () => accounts.hasAny(),
      }),
  });
  const { url } = resources.use(
    await startHttp({
      ...http,
      publicUrl,
      service,
      version,
      clock,
      log,
      intervalMs: sync.intervalMs,
      plugins: [dashboard.plugin],
    }),
  );
  const { page, signIn } = context.text.run;
  say(context, page(publicUrl?.origin ?? url));
  // Without a password nobody could sign in otherwise; it works once, and not for long.
  const link = (await dashboard.hasPassword()) ? null : dashboard.signInLink(url);
  if (link !== null) say(context, signIn(link));
}

/** To people at a terminal, where there is one: nothing of it gets into a log. */
function say({ output }: CliContext, line: string): void {
  if (output.screen.isTTY) output.talk(line);
}

/** Where the clinic's database is, fit to be logged. */
function databaseOf({ client, file, host, instance, database }: DatabaseConfig): string {
  if (client === 'sqlite') return file ?? '';
  return `${host ?? ''}${instance === undefined ? '' : `\\${instance}`}/${database ?? ''}`;
}
