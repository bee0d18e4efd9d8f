import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { shownSettings } from '../../config/shown-settings.ts';
import { createDashboard } from '../../http/dashboard/dashboard.ts';
import { builtPageFolder } from '../../http/dashboard/page-files.ts';
import { startHttp } from '../../http/start-http.ts';
import { createService } from '../../service/create-service.ts';
import type { Service } from '../../service/service.ts';
import { programVersion } from '../../version.ts';
import type { CliContext } from '../context.ts';
import type { DemoWorld } from './demo-world.ts';

/** Short, so that nobody waits for what a clinic has every two minutes. */
const intervalMs = 10_000;
const host = '127.0.0.1';

export interface DemoService {
  readonly service: Service;
  /** Ends with the context's signal, and before the resources are given back. */
  readonly done: Promise<void>;
  /** Where the dashboard is; it signs in once, without a password. Null: the page is not built. */
  readonly link: string | null;
}

/** The service itself, with its site, on the demo's world. */
export async function startDemoService(
  resources: AsyncDisposableStack,
  { language }: CliContext,
  { clinic, events, folder, databaseFile, hasVisits }: DemoWorld,
): Promise<DemoService> {
  const { clock, log, timeZone } = clinic;
  const deepHours = { morning: 8, evening: 20 };
  const { service, run } = await createService({
    clinic,
    events,
    intervalMs,
    deepHours,
    firstLoad: 'start',
  });
  const version = programVersion();
  const env = {
    USE_MOCK_AMOCRM: 'true',
    DB_CLIENT: 'sqlite',
    DB_FILE: databaseFile,
    ...(hasVisits && { VISITS: 'deals' }),
  };
  const dashboard = createDashboard({
    tools: {
      clinic,
      service,
      reads: clinic.state,
      consent: null,
      tokenSetting: null,
      alerts: null,
      settings: () => shownSettings({ env: { ...env, TIMEZONE: timeZone }, cwd: folder }),
    },
    host,
    version,
    language,
  });
  const { url } = resources.use(
    await startHttp({
      host,
      port: 0,
      service,
      intervalMs,
      version,
      clock,
      log,
      plugins: [dashboard.plugin],
    }),
  );
  const done = run();
  resources.defer(() => done);
  const isBuilt = existsSync(join(builtPageFolder(), 'index.html'));
  return { service, done, link: isBuilt ? dashboard.signInLink(url) : null };
}
