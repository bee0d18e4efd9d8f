import Fastify, { type FastifyReply } from 'fastify';
import type { AuthorisationOutcome } from '../../clinic/authorisation.ts';
import { addSecurityHeaders } from '../security-headers.ts';
import type { ListenAddress } from './listen-address.ts';
import { type OAuthCallbackOptions, oauthCallback, routeOf, sendStart } from './oauth-callback.ts';
import { sendPage } from './page.ts';
import { missingPage } from './pages.ts';

interface AuthServerOptions extends Omit<OAuthCallbackOptions, 'home'> {
  readonly listen: ListenAddress;
}

interface AuthServer extends AsyncDisposable {
  readonly port: number;
}

/**
 * Waits for the browser that comes back from amoCRM: the callback, a first page with the link, and nothing else.
 * Disposing of it lets a code that is being exchanged come to its end.
 */
export async function startAuthServer(options: AuthServerOptions): Promise<AuthServer> {
  const { authorisation, listen, language, redirectUri } = options;
  let working: Promise<unknown> = Promise.resolve();
  const finish = (query: URLSearchParams): Promise<AuthorisationOutcome> => {
    const work = authorisation.finish(query);
    working = Promise.allSettled([working, work]);
    return work;
  };
  const nothingHere = (reply: FastifyReply) => sendPage(reply, language, missingPage);
  // No log of requests: their addresses carry codes.
  const app = Fastify({
    logger: false,
    routerOptions: { ignoreTrailingSlash: true },
    exposeHeadRoutes: false,
    // A browser keeps connections that it has not used yet.
    forceCloseConnections: true,
    bodyLimit: 1024,
    requestTimeout: 10_000,
    // What the router cannot even read is not for us.
    frameworkErrors: (_error, _request, reply) => {
      nothingHere(reply);
    },
  });
  addSecurityHeaders(app);
  await app.register(oauthCallback, { ...options, authorisation: { ...authorisation, finish } });
  if (routeOf(redirectUri) !== '/') {
    app.get('/', async (_request, reply) => sendStart(reply, options));
  }
  app.setNotFoundHandler(async (_request, reply) => nothingHere(reply));
  app.setErrorHandler(async (_error, _request, reply) => nothingHere(reply));
  await app.listen(listen);
  const address = app.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : listen.port,
    [Symbol.asyncDispose]: async () => {
      await working;
      await app.close();
    },
  };
}
