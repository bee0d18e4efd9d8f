import type { FastifyPluginAsync } from 'fastify';
import type { ApiTools } from '../api/api-tools.ts';
import { createApi } from '../api/create-api.ts';
import { streamEvents } from '../api/live/event-stream.ts';
import type { Consent } from '../oauth/consent.ts';
import { oauthCallback } from '../oauth/oauth-callback.ts';
import { formHandlers } from '../set-up/form-handlers.ts';
import type { SetUpDesk } from '../set-up/set-up-desk.ts';
import { type Accounts, accountsOf } from '../sign-in/accounts.ts';
import { ofProcess } from '../sign-in/of-process.ts';
import { Sessions } from '../sign-in/sessions.ts';
import { type PageOptions, type PageSite, pageSite } from './page-site.ts';

interface DashboardOptions extends PageOptions {
  readonly tools: ApiTools;
  /** Its name in CONFIG_FILE: users of other clinics are none here. */
  readonly clinicName?: string | null;
  /** Where those who are signed in outlive this site; absent: they end with it. */
  readonly sessions?: Sessions | undefined;
  /** Where the settings are changed; absent: they are what they are. */
  readonly desk?: (accounts: Accounts) => SetUpDesk;
}

/** The dashboard: page, API and the sign-in before them. */
export function createDashboard(options: DashboardOptions): PageSite {
  const { tools, clinicName = null } = options;
  const { clinic, consent } = tools;
  const { clock, state, timeZone, log } = clinic;
  const accounts = accountsOf(state, options.password, clinicName);
  const sessions = options.sessions ?? new Sessions(clock, state.key);
  const site = pageSite(options, {
    ...{ accounts, sessions, clock, log, timeZone, key: state.key, mode: 'service' },
    ...ofProcess(state, clock),
    routes: (scope, auth) => {
      const { handlers, downloads, events, close } = createApi(tools);
      scope.addHook('preClose', async () => {
        close();
        if (options.sessions === undefined) sessions.endAll();
      });
      const desk = options.desk?.(accounts);
      const form = desk && formHandlers({ desk, auth, accounts, state, confirms: true });
      return {
        handlers: { ...handlers, ...form },
        downloads,
        admit: (request, needs) => auth.admit(request, needs),
        document: () => scope.swagger(),
        stream: (call, { ended }) =>
          streamEvents(call, { events, clock, ended: AbortSignal.any([ended, clinic.signal]) }),
      };
    },
  });
  return {
    ...site,
    plugin: async (app) => {
      if (consent !== null) await app.register(callback(options, consent));
      await app.register(site.plugin);
    },
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
