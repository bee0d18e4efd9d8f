import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { Language } from '../../language.ts';
import { isLoopback } from '../../network/loopback.ts';
import type { HostRules } from '../allowed-hosts.ts';
import { type ApiRoutes, addApiRoutes } from '../api/api-routes.ts';
import { Auth, type AuthParts } from '../sign-in/auth.ts';
import { IdentityHeader } from '../sign-in/identity-header.ts';
import { SignInLink } from '../sign-in/sign-in-link.ts';
import { addPage, builtPageFolder } from './page-files.ts';
import { cookieOf, secure } from './secure.ts';

export interface PageOptions extends HostRules {
  /** DASHBOARD_PASSWORD */
  readonly password?: string | undefined;
  /** AUTH_HEADER and TRUSTED_PROXIES */
  readonly identity?: { readonly header: string; readonly proxies: readonly string[] } | undefined;
  readonly version: string;
  readonly language: Language;
  /** The built page; default: where `vite build` puts it. */
  readonly pageFolder?: string;
}

/** A page with the API and the sign-in before them. */
export interface PageSite {
  /** To be registered on an HTTP server. */
  readonly plugin: FastifyPluginAsync;
  /**
   * A link that signs in once, within its time; null where the page listens to more than this computer.
   *
   * @param origin `http://127.0.0.1:8090`
   */
  signInLink(origin: string): string | null;
  /** Whether anybody can sign in without such a link. */
  hasPassword(): Promise<boolean>;
}

type OfAuth = 'accounts' | 'sessions' | 'countFailures' | 'record' | 'mode' | 'key' | 'timeZone';

interface PageParts extends Pick<AuthParts, OfAuth | 'isLinkForAll'> {
  readonly clock: Clock;
  readonly log: Logger;
  /** How long the one-time link is good; default: an hour. */
  readonly linkLifetimeMs?: number;
  /** What the page may ask for, besides the sign-in. */
  readonly routes: (scope: FastifyInstance, auth: Auth) => ApiRoutes;
}

/** What every page has: names that it answers to, sign-in, API, files. */
export function pageSite(options: PageOptions, parts: PageParts): PageSite {
  const { host, publicUrl, identity, version, language } = options;
  const { clock, log, linkLifetimeMs, routes, ...ofAuth } = parts;
  const rules: HostRules = { host, publicUrl };
  const link = new SignInLink(clock, linkLifetimeMs);
  const header = identity && new IdentityHeader(identity.header, identity.proxies);
  const cookie = cookieOf(ofAuth.key);
  const auth = new Auth({ ...ofAuth, rules, link, header, cookie, version });
  return {
    plugin: async (app) => {
      await app.register(async (scope) => {
        if (header) scope.addHook('onRequest', async (request) => header.strip(request));
        await secure(scope, { ...rules, version, language, log }, cookie);
        const { handlers, ...others } = routes(scope, auth);
        addApiRoutes(scope, { ...others, handlers: { ...handlers, ...auth.handlers } });
        const { pageFolder: folder = builtPageFolder() } = options;
        await addPage(scope, { folder, language, isClosed: () => auth.isClosed() });
      });
    },
    signInLink: (origin) => (isLoopback(host) ? link.issue(origin) : null),
    hasPassword: () => parts.accounts.hasAny(),
  };
}
