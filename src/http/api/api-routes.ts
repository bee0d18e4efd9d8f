import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify';
import { z } from 'zod';
import type { Session } from '../dashboard/sessions.ts';
import type { Downloads } from './areas/downloads.ts';
import { failure } from './contract/common.ts';
import { contract, type RouteContract } from './contract/contract.ts';
import { paths, type RouteName } from './contract/paths.ts';
import { ApiError, apiErrors } from './errors.ts';
import type { Call, Handlers } from './handlers.ts';

export interface ApiRoutes {
  readonly handlers: Handlers;
  readonly downloads: Downloads;
  /** Answers `GET /api/events` itself. */
  readonly stream: (call: Call, session: Session) => void;
  /** The OpenAPI document. */
  readonly document: () => object;
  /** @throws ApiError when who asks is not signed in. */
  readonly admit: (request: FastifyRequest) => Promise<Session>;
}

type AnyHandler = (given: object, call: Call) => Promise<unknown>;

/** Registers the contract, route by route. */
export function addApiRoutes(app: FastifyInstance, routes: ApiRoutes): void {
  const { handlers, downloads, stream, document, admit } = routes;
  const plain: Readonly<Record<string, AnyHandler>> = {
    ...handlers,
    ...downloads,
    openapi: async () => document(),
  } as Readonly<Record<string, AnyHandler>>; // each takes what its route's schemas parse
  for (const name of Object.keys(paths) as RouteName[]) {
    const [method, url] = paths[name];
    const route: RouteContract = contract[name];
    app.route({
      ...{ method, url, schema: routeSchema(name, route), exposeHeadRoute: false },
      ...(route.access === 'anyone'
        ? {}
        : { onRequest: async (request) => void (await admit(request)) }),
      handler: async (request, reply) => {
        const call = { request, reply };
        if (name === 'events') {
          stream(call, await admit(request));
          return reply;
        }
        const { params, query, body } = request;
        return await plain[name]?.({ params, query, body }, call);
      },
    });
  }
  // What is no route is no page either.
  app.all('/api/*', { schema: { hide: true } }, async () => {
    throw new ApiError(apiErrors.notFound());
  });
}

function routeSchema(name: RouteName, route: RouteContract): FastifySchema {
  const { summary, params, query, body, answer } = route;
  return {
    operationId: name,
    summary,
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(body && { body }),
    response: {
      200: answerSchema(answer),
      '4xx': failure,
      '5xx': failure,
    },
  };
}

function answerSchema(answer: RouteContract['answer']): object {
  if (typeof answer !== 'string') return answer;
  const type = { csv: 'text/csv', events: 'text/event-stream', document: 'application/json' }[
    answer
  ];
  return {
    content: { [type]: { schema: answer === 'document' ? z.looseObject({}) : z.string() } },
  };
}
