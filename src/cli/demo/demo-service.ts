import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createAmoClient } from '../../amocrm/create-amo-client.ts';
import { shownSettings } from '../../config/shown-settings.ts';
import { createDashboard } from '../../http/dashboard/dashboard.ts';
import { builtPageFolder } from '../../http/dashboard/page-files.ts';
import { startHttp } from '../../http/start-http.ts';
import { silentLogger } from '../../log/logger.ts';
import { createService } from '../../service/create-service.ts';
import type { Service } from '../../service/service.ts';
import { ServiceEvents } from '../../service/service-events.ts';
import { programVersion } from '../../version.ts';
import type { CliContext } from '../context.ts';
import type { Resources } from '../runtime.ts';
import type { DemoWorld } from './demo-world.ts';

/** Short, so that nobody waits for what a clinic has every two minutes. */
const intervalMs = 10_000;
const host = '127.0.0.1';
const rate = { requests: 7, periodMs: 1000 };

export interface DemoService {
  readonly service: Service;
  /** Ends with the context's signal, and before the resources are given back. */
  readonly done: Promise<void>;
  /** Where the dashboard is; it signs in once, without a password. Null: the page is not built. */
  readonly link: string | null;
}

/** The service itself, with its site, on the demo's world. */
export async function startDemoService(
  resources: Resources,
  { clock, signal, language }: CliContext,
  world: DemoWorld,
): Promise<DemoService> {
  const { state, sandbox, tokens, limiter, options, openIdent, folder } = world;
  const log = silentLogger();
  const events = new ServiceEvents(log);
  const line = { baseUrl: sandbox.url, limiter, clock, log, signal };
  const amo = createAmoClient({
    ...line,
    tokens,
    onEvent: (event) => events.emit({ type: 'amocrm', event }),
  });
  const { service, run } = await createService({
    ...{ state, clock, log, signal, events, intervalMs, openIdent, amo, tokens, options, rate },
    deepHours: { morning: 8, evening: 20 },
    access: async () => ({ kind: 'mock', expiresAt: null }),
  });
  const version = programVersion();
  const env = { USE_MOCK_AMOCRM: 'true', DB_CLIENT: 'sqlite', DB_FILE: world.databaseFile };
  const dashboard = createDashboard({
    tools: {
      ...{ service, state, clock, log, signal, amo, tokens, baseUrl: sandbox.url },
      ...{ openIdent, openIdentInPass: openIdent, options, rate, oauth: null, longLived: null },
      database: { client: 'sqlite', target: world.databaseFile },
      instances: async () => [],
      settings: () => shownSettings({ env: { ...env, TIMEZONE: world.timeZone }, cwd: folder }),
    },
    ...{ host, version, language },
  });
  const { url } = resources.use(
    await startHttp({
      ...{ host, port: 0, service, intervalMs, version, clock, log },
      plugins: [dashboard.plugin],
    }),
  );
  const done = run();
  resources.defer(() => done);
  const isBuilt = existsSync(join(builtPageFolder(), 'index.html'));
  return { service, done, link: isBuilt ? dashboard.signInLink(url) : null };
}
