import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify';
import { z } from 'zod';
import type { Role } from '../../roles.ts';
import { StateError } from '../../state/file/errors.ts';
import type { Session } from '../sign-in/sessions.ts';
import type { Downloads } from './areas/downloads.ts';
import { failure } from './contract/common.ts';
import { contract, type RouteContract } from './contract/contract.ts';
import { pathOf, paths, type RouteName, sharedRoutes } from './contract/paths.ts';
import { ApiError, apiErrors } from './errors.ts';
import type { Call, Handlers } from './handlers.ts';

export interface ApiRoutes {
  /** A route that nobody answers is none. */
  readonly handlers: Partial<Handlers>;
  readonly downloads?: Downloads;
  /** Answers `GET /api/events` itself. */
  readonly stream?: (call: Call, session: Session) => void | Promise<void>;
  /** The OpenAPI document. */
  readonly document?: () => object;
  /** @throws ApiError when who asks is not signed in, or may not do that. */
  readonly admit: (request: FastifyRequest, needs: Role, name: RouteName) => Promise<Session>;
  /** Each route of a clinic stands below `/api/clinics/:clinic`. */
  readonly hasClinics?: boolean;
}

/** The parameter that names a clinic. */
export const clinicParam = 'clinic';

type AnyHandler = (given: object, call: Call) => Promise<unknown>;

/** Registers the contract, route by route. */
export function addApiRoutes(app: FastifyInstance, routes: ApiRoutes): void {
  const { handlers, downloads, stream, document, admit, hasClinics = false } = routes;
  const plain: Readonly<Record<string, AnyHandler>> = {
    ...handlers,
    ...downloads,
    ...(document && { openapi: async () => document() }),
  } as Readonly<Record<string, AnyHandler>>; // each takes what its route's schemas parse
  /** Who was let in, for as long as they are answered. */
  const admitted = new WeakMap<FastifyRequest, Session>();
  for (const name of Object.keys(paths) as RouteName[]) {
    const answer = plain[name];
    if (answer === undefined && !(name === 'events' && stream)) continue;
    const [method] = paths[name];
    const url = pathOf(name, hasClinics ? `:${clinicParam}` : null);
    const isOfClinic = hasClinics && !sharedRoutes.has(name);
    const route: RouteContract = isOfClinic ? withClinic(contract[name]) : contract[name];
    const { needs } = route;
    app.route({
      method,
      url,
      schema: routeSchema(name, route),
      exposeHeadRoute: false,
      onRequest: async (request) => {
        if (needs === 'anyone') return;
        admitted.set(request, await toStranger(() => admit(request, needs, name)));
      },
      handler: async (request, reply) => {
        const session = admitted.get(request);
        const call = { request, reply, who: session?.user ?? null };
        if (name === 'events' && session !== undefined) {
          await stream?.(call, session);
          return reply;
        }
        const { params, query, body } = request;
        const answered = async () => await answer?.({ params, query, body }, call);
        return session === undefined ? await toStranger(answered) : await answered();
      },
    });
  }
  // What is no route is no page either.
  app.all('/api/*', { schema: { hide: true } }, async () => {
    throw new ApiError(apiErrors.notFound);
  });
}

/** Whoever is not signed in is told of their own request alone: errors of the state name servers. */
async function toStranger<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof StateError ? new ApiError(apiErrors.away, { cause: error }) : error;
  }
}

function withClinic(route: RouteContract): RouteContract {
  const { params = z.strictObject({}) } = route;
  return { ...route, params: params.extend({ [clinicParam]: z.string().max(100) }) };
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
