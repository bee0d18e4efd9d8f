import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import type { Logger } from 'pino';
import { logFields } from '../../../app-error.ts';
import type { Config } from '../../../config/load-config.ts';
import type { OwnRead } from '../../../fleet/clinic/own-clinics.ts';
import { Machine } from '../../../fleet/machine/machine.ts';
import { MachineClinics } from '../../../fleet/machine/machine-clinics.ts';
import { Jobs } from '../../../fleet/queue/jobs.ts';
import { fleetPool, placeOf } from '../../../fleet/server.ts';
import { poolSizes, statesPool } from '../../../fleet/sessions.ts';
import { FleetTables } from '../../../fleet/tables/fleet-tables.ts';
import { FleetWatchers } from '../../../fleet/watch/fleet-watchers.ts';
import { MachineMetrics } from '../../../fleet/watch/machine-metrics.ts';
import { addMachineHealth } from '../../../http/health.ts';
import { startSite, watched } from '../../../http/server.ts';
import { addMetrics } from '../../../http/start-http.ts';
import { startOwnWatchdog } from '../../../service/own-watchdog.ts';
import { ServiceNotifier } from '../../../service/sd-notify.ts';
import { lookAgain } from '../../../service/watch/start-watchers.ts';
import { ReadySessions } from '../../../state/postgres/locks/ready-sessions.ts';
import { ReadPool } from '../../../state/postgres/reads/read-pool.ts';
import { programVersion } from '../../../version.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { endInTime } from '../service/service-process.ts';
import { type FileClinics, fileClinics, machineSettings, readsOf } from './file-clinics.ts';
import { fleetDashboard, tellOfPage } from './site.ts';

const placesPerCore = 8;

/** One machine of the fleet, until a signal stops it. */
export async function run(context: CliContext): Promise<CommandEnd> {
  using _watchdog = startOwnWatchdog();
  const file = await fileClinics(context);
  const { config, log } = await machineSettings(context, file, 'fleet', 'http', 'dashboard');
  const places = config.fleet.places ?? placesPerCore * availableParallelism();
  await endInTime(work(context, { file, config, log, places }), context, log);
  log.info('the machine has stopped');
  return {};
}

interface Work {
  readonly file: FileClinics;
  readonly config: Config<'http' | 'dashboard'>;
  readonly log: Logger;
  readonly places: number;
}

async function work(context: CliContext, { file, config, log, places }: Work): Promise<void> {
  const { clock, signal, text, output } = context;
  await using resources = new AsyncDisposableStack();
  const notifier = resources.use(new ServiceNotifier(context.env, { clock, log }));
  const shared = resources.use(fleetPool(file.server, poolSizes.fleet));
  // Strangers ask the page, too: signs of life do not wait behind them.
  const door = resources.use(fleetPool(file.server, poolSizes.page));
  const pool = resources.use(fleetPool(file.server, statesPool(places)));
  const reads =
    file.reads === undefined
      ? null
      : await ReadPool.open({ reads: file.reads, main: door, clock, log });
  resources.defer(async () => await reads?.end());
  const sessions = new ReadySessions(clock);
  resources.defer(() => sessions.close());
  const tables = new FleetTables(shared);
  await tables.check();
  const name = `${hostname()}:${process.pid}:${randomBytes(2).toString('hex')}`;
  const clinics = new MachineClinics({
    tables,
    machine: name,
    clock,
    log,
    server: file.server,
    readFile: rereading(context, file, log),
  });
  const version = programVersion();
  const asked = new FleetTables(door);
  const metrics = new MachineMetrics({ machine: name, version, places, tables: asked, clock });
  const machine = new Machine({
    name,
    version,
    places,
    tables,
    clinics,
    shared: { pool, sessions },
    metrics,
    clock,
    log,
    signal,
    openJobs: () => Jobs.open(shared, log),
    onAlive: () => notifier.alive(),
  });
  resources.use(machine);
  await machine.begin();
  const dashboard = await fleetDashboard(context, {
    config,
    shared: door,
    pool,
    reads,
    tables: asked,
    clinics,
    log,
  });
  const { publicUrl } = config.dashboard;
  const rules = { ...config.http, publicUrl };
  const site = resources.use(
    await startSite({ ...rules, clock, log }, [
      watched(rules, (scope) => {
        addMachineHealth(scope, machine);
        addMetrics(scope, metrics);
      }),
      dashboard.plugin,
    ]),
  );
  const watchers = new FleetWatchers({ machine: name, rows: tables.watch, clinics, clock, log });
  resources.use(lookAgain(watchers, { clock, log }));
  await tellOfPage(context, dashboard, publicUrl, site.url);
  log.info({ version, machine: name, places }, 'the machine works for the fleet');
  if (output.screen.isTTY) output.talk(text.fleet.works(places));
  notifier.ready();
  try {
    await machine.run();
  } finally {
    notifier.stopping();
  }
}

/** What stood in the way of a clinic's settings beside the file may be put right without the file's being touched. */
const againMs = 60_000;

/** The file anew whenever it has changed, and now and then while anything of it is wrong; that is said each time. */
function rereading(
  context: CliContext,
  first: FileClinics,
  log: Logger,
): () => Promise<readonly OwnRead[] | null> {
  const { clock } = context;
  let known = stampOf(first.path);
  let next: FileClinics | null = first;
  let againAt = 0;
  const taken = (read: FileClinics) => {
    for (const { name, error } of read.unread)
      log.error({ clinic: name, ...logFields(error) }, 'the settings of a clinic are wrong');
    againAt = read.unread.length > 0 ? clock.monotonic() + againMs : Number.POSITIVE_INFINITY;
    return readsOf(read);
  };
  return async () => {
    if (next !== null) {
      const read = next;
      next = null;
      return taken(read);
    }
    const stamp = stampOf(first.path);
    if (stamp === known && clock.monotonic() < againAt) return null;
    known = stamp;
    againAt = clock.monotonic() + againMs;
    try {
      const read = await fileClinics(context);
      const changed = changedAddress(read, first);
      if (changed === null) return taken(read);
      log.error(
        `${changed} names another server now: restart this machine; until then the file stays as it was`,
      );
    } catch (error) {
      log.error(logFields(error), 'the file of clinics cannot be read: it stays as it was');
    }
    return null;
  };
}

function changedAddress(read: FileClinics, first: FileClinics): string | null {
  if (placeOf(read.server) !== placeOf(first.server)) return 'STATE_URL';
  const placeOfReads = ({ reads }: FileClinics) => reads && placeOf(reads);
  return placeOfReads(read) === placeOfReads(first) ? null : 'STATE_READ_URL';
}

function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 'gone' : `${stat.mtimeMs} ${stat.size}`;
}
