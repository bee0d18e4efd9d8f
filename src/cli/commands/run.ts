import { once } from 'node:events';
import type { DatabaseConfig } from '../../ident/connection.ts';
import type { CommandDeclaration, CommandEnd } from '../command.ts';
import type { CliContext, Settings } from '../context.ts';
import { formatDuration } from '../locale/format.ts';
import type { serviceParts } from '../service-companions.ts';

type ServiceSettings = Settings<(typeof serviceParts)[number]>;

/** docker compose and systemd kill after 35 s; what is not over by then is safe in the state. */
const graceMs = 27_000;

export const declareRun: CommandDeclaration = (parent, { text, action }) => {
  parent.command('run').description(text.run.description).action(action(run));
};

/** The service, until a signal stops it; then it ends well, whatever was under way. */
async function run(context: CliContext): Promise<CommandEnd> {
  const { serviceParts } = await import('../service-companions.ts');
  const settings = await context.settingsOfService(...serviceParts);
  const over = new AbortController();
  try {
    await Promise.race([serve(context, settings), lastMoment(context, settings, over.signal)]);
  } finally {
    over.abort();
  }
  settings.log.info('service stopped');
  if (context.output.screen.isTTY) context.output.talk(context.text.run.stopped);
  return {};
}

/** Ends when nobody may be waited for any more. */
async function lastMoment(
  { signal, clock }: CliContext,
  { log }: ServiceSettings,
  over: AbortSignal,
): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort', { signal: over });
  await clock.sleep(graceMs, over);
  log.error({ afterMs: graceMs }, 'not everything came to its end in time: stopping all the same');
}

async function serve(context: CliContext, settings: ServiceSettings): Promise<void> {
  const { clock, env, signal, language, output, text } = context;
  const { config, log } = settings;
  const { createService } = await import('../../service/create-service.ts');
  const { createServiceNotifier } = await import('../../service/sd-notify.ts');
  const { holdServiceLock } = await import('../../service/service-lock.ts');
  const { ServiceEvents } = await import('../../service/service-events.ts');
  const { programVersion } = await import('../../version.ts');
  const { accessOf } = await import('../access.ts');
  const { identOpener, syncOptions, useAmo, useState } = await import('../runtime.ts');
  const { companions } = await import('../service-companions.ts');

  await using resources = new AsyncDisposableStack();
  const notifier = createServiceNotifier(env, clock, (err) =>
    log.warn({ err }, 'the service manager could not be told'),
  );
  resources.defer(() => notifier.settled());
  const state = await useState(resources, context, settings);
  const held = await holdServiceLock(state, clock, signal);
  resources.defer(() => held.release());
  const database = await identOpener(context, settings);
  const events = new ServiceEvents(log);
  const amo = await useAmo(resources, context, settings, {
    state,
    onEvent: (event) => events.emit({ type: 'amocrm', event }),
  });
  const { intervalMs, deepHours } = config.sync;
  const options = syncOptions(settings);
  const { service, ...handle } = await createService({
    ...{ state, clock, log, signal, events, intervalMs, deepHours },
    openIdent: (stop) => database.forPasses(stop),
    ...{ amo: amo.client, tokens: amo.tokens, options, rate: config.amocrm.rate },
    access: () => accessOf(config.amocrm, state, clock),
    onAlive: () => notifier.alive(),
  });
  const version = programVersion();
  for (const start of companions) {
    await start({
      ...{ service, state, config, log, clock, language, version, resources },
      ...{ amo, options, signal, source: context, text },
      openIdent: () => database.beside(signal),
      openIdentInPass: () => database.forPasses(signal),
      say: (line) => {
        if (output.screen.isTTY) output.talk(line);
      },
    });
  }
  const { nextDeepAt, pauses, firstLoadDone } = await service.facts();
  log.info(
    {
      ...{ version, account: amo.baseUrl, intervalMs, deepHours, firstLoadDone },
      database: databaseOf(config.ident.connection),
      timeZone: config.timeZone,
      nextDeepAt: nextDeepAt === null ? null : new Date(nextDeepAt).toISOString(),
      pauses: pauses.map(({ reason }) => reason),
    },
    'service started',
  );
  if (output.screen.isTTY) {
    const hours = [deepHours.morning, deepHours.evening].map((hour) => `${hour}:00`).join(', ');
    output.talk(text.run.started(formatDuration(intervalMs, language), hours));
  }
  notifier.ready();
  try {
    await handle.run();
  } finally {
    notifier.stopping();
  }
}

/** Where the clinic's database is, fit to be logged. */
function databaseOf({ client, file, host, instance, database }: DatabaseConfig): string {
  if (client === 'sqlite') return file ?? '';
  return `${host ?? ''}${instance === undefined ? '' : `\\${instance}`}/${database ?? ''}`;
}
