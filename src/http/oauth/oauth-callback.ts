import { finished } from 'node:stream';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { Authorisation, AuthorisationOutcome } from '../../clinic/authorisation.ts';
import type { Language } from '../../language.ts';
import { sendPage } from './page.ts';
import { brokenPage, type Onward, outcomePage, startPage } from './pages.ts';

export interface OAuthCallbackOptions {
  readonly authorisation: Authorisation;
  /** AMOCRM_REDIRECT_URI; its path is the route. */
  readonly redirectUri: string;
  /** Host of the configured account, as people are told it. */
  readonly accountHost: string;
  /** Of who asks for no language. */
  readonly language: Language;
  /** Where the pages lead to. Absent: they give out authorisation links themselves, to anybody who asks. */
  readonly home?: string;
  /** Told when the page about it was sent, or could not be. */
  readonly onOutcome?: (
    outcome: AuthorisationOutcome | { readonly kind: 'broken'; readonly error: unknown },
  ) => void;
}

/**
 * The route that amoCRM sends the browser back to. Its address carries the authorisation code: the server that mounts it
 * must not log addresses of requests, and needs {@link addSecurityHeaders}, which keep it out of the Referer.
 */
export const oauthCallback: FastifyPluginAsync<OAuthCallbackOptions> = async (app, options) => {
  const { authorisation, onOutcome, language } = options;
  // Not for HEAD: who only looks whether a link works must not use it up.
  app.get(routeOf(options.redirectUri), { exposeHeadRoute: false }, async (request, reply) => {
    const query = new URLSearchParams(request.url.replace(/^[^?]*/, ''));
    // amoCRM looks from time to time whether the address answers.
    if (!['code', 'error', 'state'].some((name) => query.has(name)))
      return sendStart(reply, options);
    try {
      const outcome = await authorisation.finish(query);
      finished(reply.raw, () => onOutcome?.(outcome));
      const onward = onwardOf(options);
      return sendPage(reply, language, (spoken) => outcomePage(outcome, onward, spoken));
    } catch (error) {
      finished(reply.raw, () => onOutcome?.({ kind: 'broken', error }));
      return sendPage(reply, language, brokenPage);
    }
  });
};

/** In the router's own spelling, where a colon begins a parameter. */
export function routeOf(redirectUri: string): string {
  return decodeURI(new URL(redirectUri).pathname).replaceAll(':', '::');
}

/** The page with the way to amoCRM. */
export function sendStart(reply: FastifyReply, options: OAuthCallbackOptions): FastifyReply {
  const onward = onwardOf(options);
  const { language, accountHost } = options;
  return sendPage(reply, language, (spoken) => startPage(onward, accountHost, spoken));
}

const onwardOf = ({ authorisation, home }: OAuthCallbackOptions): Onward =>
  home === undefined
    ? { kind: 'consent', url: authorisation.begin().url }
    : { kind: 'home', url: home };
