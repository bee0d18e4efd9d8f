import { Registry } from '@prometheus-io/client';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { Service } from '../service/service.ts';
import { createMetrics, type Metrics } from '../service/watch/metrics.ts';
import { SignsOfLife } from '../service/watch/signs-of-life.ts';
import { addHealthRoutes } from './health.ts';
import { type HttpServer, type SiteOptions, startSite, watched } from './server.ts';

export interface HttpOptions extends SiteOptions {
  readonly service: Pick<Service, 'facts' | 'subscribe'>;
  /** SYNC_INTERVAL_MINUTES as ms. */
  readonly intervalMs: number;
  /** Of the program. */
  readonly version: string;
  /** Further parts of the site: the dashboard. */
  readonly plugins?: readonly FastifyPluginAsync[];
}

/**
 * The site beside the running service: `/healthz`, `/readyz`, `/metrics`, and what `plugins` add.
 *
 * @throws HttpError when it cannot listen (exit 2).
 */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const { service, clock, version, intervalMs, plugins = [] } = options;
  await using parts = new AsyncDisposableStack();
  const metrics = createMetrics({ service, clock, version, registry: new Registry() });
  parts.use(metrics);
  const signs = parts.use(new SignsOfLife(service, clock));
  const own = watched(options, (scope) => {
    addHealthRoutes(scope, { service, signs, intervalMs, clock });
    addMetrics(scope, metrics);
  });
  const { url } = parts.use(await startSite(options, [own, ...plugins]));
  const site = parts.move();
  return { url, [Symbol.asyncDispose]: () => site.disposeAsync() };
}

export function addMetrics(
  scope: FastifyInstance,
  metrics: Pick<Metrics, 'contentType' | 'scrape'>,
): void {
  scope.get('/metrics', async (_request, reply) => {
    reply.type(metrics.contentType);
    return await metrics.scrape();
  });
}
