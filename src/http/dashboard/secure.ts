import { hash } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { html } from '../../html.ts';
import type { Language } from '../../language.ts';
import type { HostRules } from '../allowed-hosts.ts';
import { errorAnswer } from '../api/problem.ts';
import { sendPage } from '../oauth/page.ts';
import { pageLanguage } from '../oauth/page-language.ts';
import { pagePolicy } from './page-policy.ts';
import { checkSite } from './same-site.ts';

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
    const language = pageLanguage(request.headers['accept-language'], options.language);
    const { message, hint } = body.error.text[language];
    return sendPage(reply, { status, title: message, body: html`<p>${hint}</p>` }, language);
  });
}
