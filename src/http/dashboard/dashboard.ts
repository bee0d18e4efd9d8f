import { hash } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { html } from '../../html.ts';
import type { Language } from '../../language.ts';
import { isLoopback } from '../../loopback.ts';
import type { HostRules } from '../allowed-hosts.ts';
import { addApiRoutes } from '../api/api-routes.ts';
import type { ApiTools } from '../api/api-tools.ts';
import { createApi } from '../api/create-api.ts';
import { streamEvents } from '../api/live/event-stream.ts';
import { errorAnswer } from '../api/problem.ts';
import type { Consent } from '../oauth/consent.ts';
import { oauthCallback } from '../oauth/oauth-callback.ts';
import { sendPage } from '../oauth/page.ts';
import { pageLanguage } from '../oauth/page-language.ts';
import { Accounts } from './accounts.ts';
import { Door } from './door.ts';
import { IdentityHeader } from './identity-header.ts';
import { addPage, builtPageFolder } from './page-files.ts';
import { pagePolicy } from './page-policy.ts';
import { checkSite } from './same-site.ts';
import { Sessions } from './sessions.ts';
import { SignInLink } from './sign-in-link.ts';

export interface DashboardOptions extends HostRules {
  readonly tools: ApiTools;
  /** DASHBOARD_PASSWORD */
  readonly password?: string | undefined;
  /** AUTH_HEADER and TRUSTED_PROXIES */
  readonly identity?: { readonly header: string; readonly proxies: readonly string[] } | undefined;
  /** Its name in CONFIG_FILE: users of other clinics are none here. */
  readonly clinicName?: string | null;
  /** Where those who are signed in outlive this site; absent: they end with it. */
  readonly sessions?: Sessions | undefined;
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

/** The dashboard: page, API and the door before them. */
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
  const parts = { rules, accounts, header, link, sessions, cookie, mode, state, clock };

  return {
    plugin: async (app) => {
      if (consent !== null) await app.register(callback(options, consent));
      await app.register(async (scope) => {
        if (header) scope.addHook('onRequest', async (request) => header.strip(request));
        await secure(scope, options, cookie);
        const { version } = options;
        const door = new Door({ ...parts, version, timeZone });
        const { handlers, downloads, events, close } = createApi(tools);
        scope.addHook('preClose', async () => {
          close();
          if (options.sessions === undefined) sessions.endAll();
        });
        addApiRoutes(scope, {
          handlers: { ...handlers, ...door.handlers },
          downloads,
          admit: (request, needs) => door.admit(request, needs),
          stream: (call, { ended }) =>
            streamEvents(call, { events, clock, ended: AbortSignal.any([ended, clinic.signal]) }),
          document: () => scope.swagger(),
        });
        const { language, pageFolder: folder = builtPageFolder() } = options;
        await addPage(scope, { folder, language, isClosed: () => door.isClosed() });
      });
    },
    signInLink: (origin) => (isLoopback(host) ? link.issue(origin) : null),
    hasPassword: () => accounts.hasAny(),
  };
}

/** Cookies know no ports: two installations on one computer need names of their own. */
const cookieOf = (key: string): string =>
  `ident-amocrm-session-${hash('sha256', `cookie:${key}`, 'hex').slice(0, 8)}`;

/** What holds for everything that the page asks for. */
async function secure(
  app: FastifyInstance,
  options: DashboardOptions,
  cookie: string,
): Promise<void> {
  const { tools, version, publicUrl } = options;
  app.addHook('onRequest', async (request) => checkSite(request, options));
  await app.register(fastifyHelmet, pagePolicy(publicUrl));
  await app.register(fastifyCookie);
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'ident-amocrm', description: 'The API of the dashboard', version },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: cookie },
          csrf: { type: 'apiKey', in: 'header', name: 'x-csrf-token' },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
  // Forms of other pages may send plain text without asking.
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(async (error, request, reply) => {
    const { status, body, bug } = errorAnswer(error);
    // The route's pattern: an address may hold somebody's number.
    const route = request.routeOptions.url;
    if (bug !== undefined) tools.clinic.log.error({ route, ...bug }, 'request failed');
    reply.code(status).header('cache-control', 'no-store');
    if (request.url.startsWith('/api/')) return body;
    const language = pageLanguage(request.headers['accept-language'], options.language);
    const { message, hint } = body.error.text[language];
    return sendPage(reply, { status, title: message, body: html`<p>${hint}</p>` }, language);
  });
}

/** Where amoCRM sends the browser back to, outside of the door: its one-time state is the key. */
function callback(
  { tools, language }: DashboardOptions,
  { authorisation, redirectUri, leadsHere }: Consent,
): FastifyPluginAsync {
  return async (app) => {
    if (!leadsHere) return;
    await app.register(oauthCallback, {
      ...{ authorisation, redirectUri },
      accountHost: new URL(tools.clinic.line.baseUrl).host,
      language,
      home: '/setup',
    });
  };
}
