import type { z } from 'zod';
import type { Role } from '../../../roles.ts';
import { fieldRoutes } from './fields.ts';
import { fleetRoutes } from './fleet.ts';
import { eventRoutes } from './live-event.ts';
import { overviewRoutes } from './overview.ts';
import type { RouteName } from './paths.ts';
import { patientRoutes } from './patient.ts';
import { recordRoutes } from './rows/records.ts';
import { rejectedRoutes } from './rows/rejected.ts';
import { runRoutes } from './rows/run.ts';
import { doorRoutes } from './session.ts';
import { formRoutes } from './set-up/form.ts';
import { setupRoutes } from './set-up/setup.ts';
import { upkeepRoutes } from './upkeep.ts';
import { cohortRoutes } from './visits/cohort.ts';
import { dayRoutes } from './visits/days.ts';
import { visitRoutes } from './visits/visits.ts';

/** What one route takes and answers; errors are {@link failure}s everywhere. */
export interface RouteContract {
  /** For the OpenAPI document. */
  readonly summary: string;
  /** The least that who asks has to be: one hook asks it of every route. */
  readonly needs: Role | 'anyone';
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** JSON of this schema; `csv`: a table to download; `events`: a stream of {@link event}s. */
  readonly answer: z.ZodType | 'csv' | 'events' | 'document';
  readonly event?: z.ZodType;
}

/** The API of the dashboard, route by route: the server registers it, the OpenAPI document and the page's types are made of it. */
export const contract = {
  ...doorRoutes,
  ...overviewRoutes,
  ...eventRoutes,
  ...runRoutes,
  ...patientRoutes,
  ...visitRoutes,
  ...cohortRoutes,
  ...dayRoutes,
  ...rejectedRoutes,
  ...fieldRoutes,
  ...formRoutes,
  ...setupRoutes,
  ...upkeepRoutes,
  ...recordRoutes,
  ...fleetRoutes,
  openapi: { needs: 'look', summary: 'This document', answer: 'document' },
} as const satisfies Readonly<Record<RouteName, RouteContract>>;

type Contract = typeof contract;

type Part<N extends RouteName, P extends 'params' | 'query' | 'body'> = Contract[N] extends {
  readonly [K in P]: infer S extends z.ZodType;
}
  ? S
  : never;

/** What a caller gives. */
export type RouteParams<N extends RouteName> = z.input<Part<N, 'params'>>;
export type RouteQuery<N extends RouteName> = z.input<Part<N, 'query'>>;
export type RouteBody<N extends RouteName> = z.input<Part<N, 'body'>>;
/** What a route answers; `never` where it is no JSON. */
export type RouteAnswer<N extends RouteName> = Contract[N]['answer'] extends infer S extends
  z.ZodType
  ? z.output<S>
  : never;
/** What a handler is given, parsed. */
export type Given<N extends RouteName> = {
  readonly [P in 'params' | 'query' | 'body' as Part<N, P> extends never ? never : P]: z.output<
    Part<N, P>
  >;
};
