import { finished } from 'node:stream';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { Authorisation, AuthorisationOutcome } from '../../clinic/authorisation.ts';
import type { Language } from '../../language.ts';
import { sendPage } from './page.ts';
import { pageLanguage } from './page-language.ts';
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
  const { authorisation, onOutcome } = options;
  // Not for HEAD: who only looks whether a link works must not use it up.
  app.get(routeOf(options.redirectUri), { exposeHeadRoute: false }, async (request, reply) => {
    const language = languageOf(request, options.language);
    const query = new URLSearchParams(request.url.replace(/^[^?]*/, ''));
    // amoCRM looks from time to time whether the address answers.
    if (!['code', 'error', 'state'].some((name) => query.has(name))) {
      return sendPage(reply, startPage(onwardOf(options), options.accountHost, language), language);
    }
    try {
      const outcome = await authorisation.finish(query);
      finished(reply.raw, () => onOutcome?.(outcome));
      return sendPage(reply, outcomePage(outcome, onwardOf(options), language), language);
    } catch (error) {
      finished(reply.raw, () => onOutcome?.({ kind: 'broken', error }));
      return sendPage(reply, brokenPage(language), language);
    }
  });
};

/** In the router's own spelling, where a colon begins a parameter. */
export function routeOf(redirectUri: string): string {
  return decodeURI(new URL(redirectUri).pathname).replaceAll(':', '::');
}

export function onwardOf({
  authorisation,
  home,
}: Pick<OAuthCallbackOptions, 'authorisation' | 'home'>): Onward {
  return home === undefined
    ? { kind: 'consent', url: authorisation.begin().url }
    : { kind: 'home', url: home };
}

export const languageOf = ({ headers }: FastifyRequest, fallback: Language): Language =>
  pageLanguage(headers['accept-language'], fallback);
