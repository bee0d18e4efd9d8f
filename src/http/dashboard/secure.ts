import { hash } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { html } from '../../html.ts';
import type { Language } from '../../language.ts';
import { type HostRules, isAllowedHost, isOwnOrigin } from '../allowed-hosts.ts';
import { ApiError, apiErrors } from '../api/errors.ts';
import { errorAnswer } from '../api/problem.ts';
import { sendPage } from '../oauth/page.ts';

interface SecureOptions extends HostRules {
  readonly version: string;
  readonly language: Language;
  readonly log: Logger;
}

/** Cookies know no ports: two installations on one computer need names of their own. */
export const cookieOf = (key: string): string =>
  `ident-amocrm-session-${hash('sha256', `cookie:${key}`, 'hex').slice(0, 8)}`;

/** What holds for everything that the page asks for. */
export async function secure(
  app: FastifyInstance,
  options: SecureOptions,
  cookie: string,
): Promise<void> {
  const { log, version, publicUrl } = options;
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
    if (bug !== undefined) log.error({ route, ...bug }, 'request failed');
    reply.code(status).header('cache-control', 'no-store');
    if (request.url.startsWith('/api/')) return body;
    return sendPage(reply, options.language, (language) => {
      const { message, hint } = body.error.text[language];
      return { status, title: message, body: html`<p>${hint}</p>` };
    });
  });
}

/**
 * Lets only requests to our own name, and changes only from our own page, pass.
 *
 * @throws ApiError FOREIGN_HOST, FOREIGN_ORIGIN
 */
function checkSite({ method, headers }: FastifyRequest, rules: HostRules): void {
  if (!isAllowedHost(headers.host, rules)) throw new ApiError(apiErrors.foreignHost);
  if (method === 'GET' || method === 'HEAD') return;
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  const isForeign =
    (origin !== undefined && !isOwnOrigin(origin, headers.host, rules)) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none');
  if (isForeign) throw new ApiError(apiErrors.foreignOrigin);
}

/** Nothing but what the service itself serves, no script or style in the page, no frame around it. */
function pagePolicy(publicUrl: URL | undefined): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    // Only where a proxy in front of us speaks https, and for the page's own name alone.
    hsts:
      publicUrl?.protocol === 'https:' ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  };
}
