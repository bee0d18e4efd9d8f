import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { Language } from '../../language.ts';
import { bareHost } from '../../network/loopback.ts';
import type { State } from '../../state/open-state.ts';
import { addApiRoutes } from '../api/api-routes.ts';
import { closeSoon } from '../close-soon.ts';
import { addPage, builtPageFolder } from '../dashboard/page-files.ts';
import { cookieOf, secure } from '../dashboard/secure.ts';
import { listenError } from '../errors.ts';
import { addSecurityHeaders } from '../security-headers.ts';
import { Accounts } from '../sign-in/accounts.ts';
import { Auth } from '../sign-in/auth.ts';
import { ofProcess } from '../sign-in/of-process.ts';
import type { Sessions } from '../sign-in/sessions.ts';
import { SignInLink } from '../sign-in/sign-in-link.ts';
import { formHandlers } from './form-handlers.ts';
import type { SetUpDesk } from './set-up-desk.ts';

interface SetUpSiteOptions {
  readonly port: number;
  /** Where it listens: this computer alone, unless a container publishes it there. */
  readonly host: string;
  /** In a container everybody comes from its gateway: what is published decides who gets there. */
  readonly isContainer: boolean;
  /** DASHBOARD_PASSWORD */
  readonly password?: string | undefined;
  readonly desk: (accounts: Accounts) => SetUpDesk;
  readonly sessions: Sessions;
  readonly state: State;
  readonly clock: Clock;
  readonly log: Logger;
  readonly version: string;
  readonly timeZone: string;
  readonly language: Language;
  /** The built page; default: where `vite build` puts it. */
  readonly pageFolder?: string;
}

interface SetUpSite extends AsyncDisposable {
  readonly url: string;
  /** Signs in once, within a quarter of an hour. */
  readonly link: string;
}

const linkLifetimeMs = 15 * 60_000;
/** Whatever it listens to, it answers to names of this computer alone (DNS rebinding). */
const rules = { host: '127.0.0.1' } as const;

/**
 * What stands in for the service's site while its settings are not whole: the set-up page. Alive, and not ready.
 *
 * @throws HttpError when it cannot listen (exit 2).
 */
export async function startSetUpSite(options: SetUpSiteOptions): Promise<SetUpSite> {
  const { state, clock, log, sessions, version, timeZone, language, isContainer } = options;
  const { port, host } = options;
  const accounts = new Accounts(state, options.password, null);
  const link = new SignInLink(clock, linkLifetimeMs);
  const cookie = cookieOf(state.key);
  const auth = new Auth({
    rules,
    accounts,
    sessions,
    cookie,
    link,
    isLinkForAll: isContainer,
    version,
    timeZone,
    mode: 'set-up',
    ...ofProcess(state, clock),
  });
  const app = fastify({ logger: false, requestTimeout: 10_000 });
  addSecurityHeaders(app);
  try {
    await app.register(async (scope) => {
      scope.get('/healthz', async () => ({ status: 'set-up' }));
      scope.get('/readyz', async (_request, reply) => {
        reply.code(503);
        return { ready: false, reasons: [{ reason: 'not-set-up' }], incidents: [] };
      });
    });
    await app.register(async (scope) => {
      await secure(scope, { ...rules, version, language, log }, cookie);
      const desk = options.desk(accounts);
      const form = formHandlers({ desk, auth, accounts, state, confirms: false });
      addApiRoutes(scope, {
        handlers: { ...auth.handlers, ...form },
        admit: (request, needs) => auth.admit(request, needs),
      });
      const { pageFolder: folder = builtPageFolder() } = options;
      await addPage(scope, { folder, language, isClosed: async () => false });
    });
    await app.listen({ host: bareHost(host), port });
  } catch (error) {
    await app.close();
    throw listenError(error, { host: bareHost(host), port });
  }
  const address = app.server.address() as AddressInfo; // a TCP server's address is never a string
  const url = `http://127.0.0.1:${address.port}`;
  return { url, link: link.issue(url), [Symbol.asyncDispose]: () => closeSoon(app, clock) };
}
