import type { FastifyPluginAsync } from 'fastify';
import type { Language } from '../../language.ts';
import { isLoopback } from '../../network/loopback.ts';
import type { HostRules } from '../allowed-hosts.ts';
import { addApiRoutes } from '../api/api-routes.ts';
import type { ApiTools } from '../api/api-tools.ts';
import { createApi } from '../api/create-api.ts';
import { streamEvents } from '../api/live/event-stream.ts';
import type { Consent } from '../oauth/consent.ts';
import { oauthCallback } from '../oauth/oauth-callback.ts';
import { formHandlers } from '../set-up/form-handlers.ts';
import type { SetUpDesk } from '../set-up/set-up-desk.ts';
import { Accounts } from '../sign-in/accounts.ts';
import { Auth } from '../sign-in/auth.ts';
import { IdentityHeader } from '../sign-in/identity-header.ts';
import { ofProcess } from '../sign-in/of-process.ts';
import { Sessions } from '../sign-in/sessions.ts';
import { SignInLink } from '../sign-in/sign-in-link.ts';
import { addPage, builtPageFolder } from './page-files.ts';
import { cookieOf, secure } from './secure.ts';

interface DashboardOptions extends HostRules {
  readonly tools: ApiTools;
  /** DASHBOARD_PASSWORD */
  readonly password?: string | undefined;
  /** AUTH_HEADER and TRUSTED_PROXIES */
  readonly identity?: { readonly header: string; readonly proxies: readonly string[] } | undefined;
  /** Its name in CONFIG_FILE: users of other clinics are none here. */
  readonly clinicName?: string | null;
  /** Where those who are signed in outlive this site; absent: they end with it. */
  readonly sessions?: Sessions | undefined;
  /** Where the settings are changed; absent: they are what they are. */
  readonly desk?: (accounts: Accounts) => SetUpDesk;
  readonly version: string;
  readonly language: Language;
  /** The built page; default: where `vite build` puts it. */
  readonly pageFolder?: string;
}

export interface Dashboard {
  /** To be registered on the service's HTTP server. */
  readonly plugin: FastifyPluginAsync;
  /**
   * A link that signs in once within the hour; null where the service listens to more than this computer.
   *
   * @param origin `http://127.0.0.1:8090`
   */
  signInLink(origin: string): string | null;
  /** Whether anybody can sign in without such a link. */
  hasPassword(): Promise<boolean>;
}

/** The dashboard: page, API and the sign-in before them. */
export function createDashboard(options: DashboardOptions): Dashboard {
  const { tools, host, publicUrl } = options;
  const { clinic, consent } = tools;
  const { clock, state, timeZone } = clinic;
  const rules: HostRules = { host, publicUrl };
  const link = new SignInLink(clock);
  const { identity, clinicName = null } = options;
  const accounts = new Accounts(state, options.password, clinicName);
  const header = identity && new IdentityHeader(identity.header, identity.proxies);
  const sessions = options.sessions ?? new Sessions(clock, state.key);
  const cookie = cookieOf(state.key);
  const mode = 'service' as const;
  const parts = { rules, accounts, header, link, sessions, cookie, mode };

  return {
    plugin: async (app) => {
      if (consent !== null) await app.register(callback(options, consent));
      await app.register(async (scope) => {
        if (header) scope.addHook('onRequest', async (request) => header.strip(request));
        await secure(scope, { ...options, log: clinic.log }, cookie);
        const { version } = options;
        const auth = new Auth({ ...parts, ...ofProcess(state, clock), version, timeZone });
        const { handlers, downloads, events, close } = createApi(tools);
        scope.addHook('preClose', async () => {
          close();
          if (options.sessions === undefined) sessions.endAll();
        });
        const desk = options.desk?.(accounts);
        const form = desk && formHandlers({ desk, auth, accounts, state, confirms: true });
        addApiRoutes(scope, {
          handlers: { ...handlers, ...auth.handlers, ...form },
          downloads,
          admit: (request, needs) => auth.admit(request, needs),
          stream: (call, { ended }) =>
            streamEvents(call, { events, clock, ended: AbortSignal.any([ended, clinic.signal]) }),
          document: () => scope.swagger(),
        });
        const { language, pageFolder: folder = builtPageFolder() } = options;
        await addPage(scope, { folder, language, isClosed: () => auth.isClosed() });
      });
    },
    signInLink: (origin) => (isLoopback(host) ? link.issue(origin) : null),
    hasPassword: () => accounts.hasAny(),
  };
}

/** Where amoCRM sends the browser back to, outside of the sign-in: its one-time state is the key. */
function callback(
  { tools, language }: DashboardOptions,
  { authorisation, redirectUri, leadsHere }: Consent,
): FastifyPluginAsync {
  return async (app) => {
    if (!leadsHere) return;
    await app.register(oauthCallback, {
      authorisation,
      redirectUri,
      accountHost: new URL(tools.clinic.line.baseUrl).host,
      language,
      home: '/setup',
    });
  };
}
