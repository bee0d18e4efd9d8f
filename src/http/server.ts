import type { AddressInfo } from 'node:net';
import { type FastifyInstance, type FastifyPluginAsync, fastify } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { bareHost } from '../network/loopback.ts';
import type { Service } from '../service/service.ts';
import type { Metrics } from '../service/watch/metrics.ts';
import { SignsOfLife } from '../service/watch/signs-of-life.ts';
import { isAllowedHost } from './allowed-hosts.ts';
import { closeSoon } from './close-soon.ts';
import { listenError } from './errors.ts';
import { addHealthRoutes } from './health.ts';
import { addSecurityHeaders } from './security-headers.ts';

interface SiteOptions {
  /** HTTP_HOST. */
  readonly host: string;
  /** HTTP_PORT; 0: any free one. */
  readonly port: number;
  /** DASHBOARD_URL */
  readonly publicUrl?: URL | undefined;
  /** TRUSTED_PROXIES: whose word on the browser's address (X-Forwarded-For) is taken. */
  readonly trustedProxies?: readonly string[] | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** Parts of the site, each in a scope of its own: the dashboard. */
  readonly plugins?: readonly FastifyPluginAsync[];
}

export interface HttpServerOptions extends SiteOptions {
  readonly service: Pick<Service, 'facts' | 'subscribe'>;
  readonly metrics: Metrics;
  /** SYNC_INTERVAL_MINUTES as ms. */
  readonly intervalMs: number;
}

export interface HttpServer extends AsyncDisposable {
  /** `http://127.0.0.1:8090` */
  readonly url: string;
  /** Answers what is under way, then ends; streams that do not end by themselves are cut. */
  close(): Promise<void>;
}

/**
 * The service's own site: `/healthz`, `/readyz`, `/metrics`, and what `plugins` add.
 *
 * @throws HttpError HTTP_PORT_IN_USE, HTTP_PORT_FORBIDDEN, HTTP_HOST_NOT_HERE (exit 2).
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { service, metrics, intervalMs, clock } = options;
  const signs = new SignsOfLife(service, clock);
  try {
    const { url, ...site } = await startSite(options, (scope) => {
      addHealthRoutes(scope, { service, signs, intervalMs, clock });
      scope.get('/metrics', async (_request, reply) => {
        reply.type(metrics.contentType);
        return await metrics.scrape();
      });
    });
    const close = async () => {
      signs[Symbol.dispose]();
      await site.close();
    };
    return { url, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    signs[Symbol.dispose]();
    throw error;
  }
}

/**
 * A site of this machine: what `watched` adds is for whoever watches it, and answers under our own names alone.
 *
 * @throws HttpError as above.
 */
export async function startSite(
  options: SiteOptions,
  watched: (scope: FastifyInstance) => void,
): Promise<HttpServer> {
  const { port, clock, log } = options;
  const host = bareHost(options.host);
  const trustProxy = options.trustedProxies?.length ? [...options.trustedProxies] : false;
  const app = fastify({ logger: false, requestTimeout: 10_000, trustProxy });
  addSecurityHeaders(app);
  answerErrors(app, log);
  try {
    await app.register(async (scope) => {
      scope.addHook('onRequest', async ({ headers }) => {
        if (!isAllowedHost(headers.host, options)) throw new ForeignHost();
      });
      watched(scope);
    });
    for (const plugin of options.plugins ?? []) await app.register(plugin);
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw listenError(error, { host, port });
  }
  const close = () => closeSoon(app, clock);
  const url = urlOf(app.server.address() as AddressInfo); // a TCP server's address is never a string
  log.info({ url }, 'HTTP server listens');
  return { url, close, [Symbol.asyncDispose]: close };
}

/** Somebody's page asks in a person's browser, by a name that its owner lets point here. */
class ForeignHost extends Error {
  readonly statusCode = 403;
  readonly code = 'FOREIGN_HOST';
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Whoever asks gets a code; what happened is in the log. */
function answerErrors(app: FastifyInstance, log: Logger): void {
  app.setNotFoundHandler(async (_request, reply) => {
    reply.code(404);
    return { error: 'NOT_FOUND' };
  });
  app.setErrorHandler(async (error: Error & { statusCode?: number; code?: string }, _, reply) => {
    const status = error.statusCode ?? 500;
    const isTheirs = status >= 400 && status < 500;
    if (!isTheirs) log.error({ err: error }, 'HTTP request failed');
    reply.code(isTheirs ? status : 500);
    return { error: isTheirs ? (error.code ?? 'BAD_REQUEST') : 'INTERNAL' };
  });
}
