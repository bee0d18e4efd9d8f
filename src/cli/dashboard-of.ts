import { createAmoClient } from '../amocrm/create-amo-client.ts';
import { longLivedTokens } from '../amocrm/long-lived-tokens.ts';
import { shownSettings } from '../config/shown-settings.ts';
import type { LongLivedTools, OAuthTools } from '../http/api/api-tools.ts';
import { createDashboard, type Dashboard } from '../http/dashboard/dashboard.ts';
import { leadsHere } from '../http/dashboard/leads-here.ts';
import { createAuthorisation } from '../http/oauth/authorisation.ts';
import { offeredInstances } from '../ident/instances.ts';
import type { CompanionTools } from './service-companions.ts';

/** The dashboard of the running service; it works with what the passes work with. */
export async function dashboardOf(tools: CompanionTools): Promise<Dashboard> {
  const { service, state, clock, log, signal, amo, config, language, version } = tools;
  const { baseUrl } = amo;
  const { http, dashboard, ident } = config;
  const { client, file, host, database } = ident.connection;
  return createDashboard({
    tools: {
      ...{ service, state, clock, log, signal, baseUrl },
      ...{ openIdent: tools.openIdent, openIdentInPass: tools.openIdentInPass },
      ...{ options: tools.options, rate: config.amocrm.rate },
      ...{ amo: amo.client, tokens: amo.tokens },
      database: { client, target: client === 'sqlite' ? (file ?? '') : `${host}/${database}` },
      instances: () => offeredInstances(ident.connection, signal),
      oauth: oauthOf(tools),
      longLived: longLivedOf(tools),
      settings: () => shownSettings(tools.source),
    },
    ...{ host: http.host, publicUrl: dashboard.publicUrl, password: dashboard.password },
    ...{ version, language },
  });
}

function longLivedOf({ clock, log, signal, amo, config }: CompanionTools): LongLivedTools | null {
  const { amocrm, state } = config;
  if (amocrm.mock || amocrm.auth.kind !== 'long-lived') return null;
  const { baseUrl, limiter } = amo;
  return {
    setting: { token: amocrm.auth.token, baseUrl },
    source: state,
    amoWith: (token) =>
      createAmoClient({
        ...{ baseUrl, limiter, clock, log, signal },
        tokens: longLivedTokens(token, clock, [], 'tried'),
      }),
  };
}

function oauthOf(tools: CompanionTools): OAuthTools | null {
  const { state, clock, log, signal, amo, config } = tools;
  const { amocrm, http, dashboard } = config;
  if (amocrm.mock || amocrm.auth.kind !== 'oauth') return null;
  const { clientId, clientSecret, redirectUri } = amocrm.auth;
  const authorisation = createAuthorisation({
    ...{ state, clock, log, signal, source: config.state, actor: 'dashboard' },
    client: { baseUrl: amocrm.baseUrl, clientId, clientSecret, redirectUri },
    limiter: amo.limiter,
  });
  const here = { port: http.port, publicUrl: dashboard.publicUrl };
  return { authorisation, redirectUri, leadsHere: leadsHere(redirectUri, here) };
}
