import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { State } from '../../state/open-state.ts';
import { type PageOptions, pageSite } from '../dashboard/page-site.ts';
import { startSite } from '../server.ts';
import { type Accounts, accountsOf } from '../sign-in/accounts.ts';
import { ofProcess } from '../sign-in/of-process.ts';
import type { Sessions } from '../sign-in/sessions.ts';
import { formHandlers } from './form-handlers.ts';
import type { SetUpDesk } from './set-up-desk.ts';

/** `host`: this computer alone, unless a container publishes it there. */
interface SetUpSiteOptions extends Omit<PageOptions, 'publicUrl' | 'identity'> {
  readonly port: number;
  /** In a container everybody comes from its gateway: what is published decides who gets there. */
  readonly isContainer: boolean;
  readonly desk: (accounts: Accounts) => SetUpDesk;
  readonly sessions: Sessions;
  readonly state: State;
  readonly clock: Clock;
  readonly log: Logger;
  readonly timeZone: string;
}

interface SetUpSite extends AsyncDisposable {
  readonly url: string;
  /** Signs in once, within a quarter of an hour. */
  readonly link: string;
}

const linkLifetimeMs = 15 * 60_000;
/** Whatever it listens to, it answers to names of this computer alone (DNS rebinding). */
const hostHere = '127.0.0.1';

/**
 * What stands in for the service's site while its settings are not whole: the set-up page. Alive, and not ready.
 *
 * @throws HttpError when it cannot listen (exit 2).
 */
export async function startSetUpSite(options: SetUpSiteOptions): Promise<SetUpSite> {
  const { state, clock, log, sessions, timeZone, isContainer, host, port } = options;
  const accounts = accountsOf(state, options.password, null);
  const page = pageSite(
    { ...options, host: hostHere },
    {
      ...{ accounts, sessions, clock, log, timeZone, key: state.key, mode: 'set-up' },
      ...{ isLinkForAll: isContainer, linkLifetimeMs },
      ...ofProcess(state, clock),
      routes: (_scope, auth) => {
        const desk = options.desk(accounts);
        return {
          handlers: formHandlers({ desk, auth, accounts, state, confirms: false }),
          admit: (request, needs) => auth.admit(request, needs),
        };
      },
    },
  );
  const site = await startSite({ host, port, clock, log }, [
    async (scope) => {
      scope.get('/healthz', async () => ({ status: 'set-up' }));
      scope.get('/readyz', async (_request, reply) => {
        reply.code(503);
        return { ready: false, reasons: [{ reason: 'not-set-up' }], incidents: [] };
      });
    },
    page.plugin,
  ]);
  const here = new URL(site.url);
  here.hostname = hostHere;
  const url = here.origin;
  const link = page.signInLink(url) ?? url;
  return { url, link, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() };
}
