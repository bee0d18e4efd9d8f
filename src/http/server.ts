import type { AddressInfo } from 'node:net';
import { type FastifyInstance, type FastifyPluginAsync, fastify } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { bareHost } from '../network/loopback.ts';
import { type HostRules, isAllowedHost } from './allowed-hosts.ts';
import { listenError } from './errors.ts';
import { addSecurityHeaders } from './security-headers.ts';

export interface SiteOptions extends HostRules {
  /** HTTP_PORT; 0: any free one. */
  readonly port: number;
  /** TRUSTED_PROXIES: whose word on the browser's address (X-Forwarded-For) is taken. */
  readonly trustedProxies?: readonly string[] | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface HttpServer extends AsyncDisposable {
  /** `http://127.0.0.1:8090` */
  readonly url: string;
}

/** How long a close waits for answers under way. */
const patienceMs = 2_000;

/**
 * A site of this machine. Disposing of it answers what is under way, then ends; streams that do not end by themselves are
 * cut.
 *
 * @param plugins parts of it, each in a scope of its own
 * @throws HttpError HTTP_PORT_IN_USE, HTTP_PORT_FORBIDDEN, HTTP_HOST_NOT_HERE (exit 2).
 */
export async function startSite(
  options: SiteOptions,
  plugins: readonly FastifyPluginAsync[],
): Promise<HttpServer> {
  const { port, clock, log } = options;
  const host = bareHost(options.host);
  const trustProxy = options.trustedProxies?.length ? [...options.trustedProxies] : false;
  const app = fastify({ logger: false, requestTimeout: 10_000, trustProxy });
  addSecurityHeaders(app);
  answerErrors(app, log);
  try {
    for (const plugin of plugins) await app.register(plugin);
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw listenError(error, { host, port });
  }
  const url = urlOf(app.server.address() as AddressInfo); // a TCP server's address is never a string
  log.info({ url }, 'HTTP server listens');
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      const patience = new AbortController();
      clock.sleep(patienceMs, patience.signal).then(
        () => app.server.closeAllConnections(),
        () => {},
      );
      await app.close();
      patience.abort();
    },
  };
}

/** What is for whoever watches the service or the machine: it answers under our own names alone. */
export const watched =
  (rules: HostRules, add: (scope: FastifyInstance) => void): FastifyPluginAsync =>
  async (scope) => {
    scope.addHook('onRequest', async ({ headers }) => {
      if (!isAllowedHost(headers.host, rules)) throw new ForeignHost();
    });
    add(scope);
  };

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
