import type { Companion } from '../service-companions.ts';

/** Health checks, metrics and the dashboard on HTTP_HOST:HTTP_PORT. */
export const site: Companion = async ({ service, config, log, clock, version, resources }) => {
  const { startHttp } = await import('../../http/start-http.ts');
  const { intervalMs } = config.sync;
  resources.use(
    await startHttp({ ...config.http, service, intervalMs, version, clock, log, plugins: [] }),
  );
};
