import type { FastifyReply, FastifyRequest } from 'fastify';
import type { contract, Given, RouteAnswer } from './contract/contract.ts';
import type { RouteName } from './contract/paths.ts';

/** Who asks, and where the answer goes. */
export interface Call {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Name of the user who asks; null: nobody is signed in. */
  readonly who: string | null;
}

type Contract = typeof contract;

/** Routes that answer JSON. */
export type JsonRoute = {
  [N in RouteName]: Contract[N]['answer'] extends string ? never : N;
}[RouteName];

type Immutable<T> = T extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Immutable<T[K]> }
    : T;

export type Answer<N extends JsonRoute> = Immutable<RouteAnswer<N>>;

/** Answers one route: what it is given was parsed, and what it answers is checked against the contract. */
type Handler<N extends JsonRoute> = (given: Given<N>, call: Call) => Promise<Answer<N>>;
export type Handlers<N extends JsonRoute = JsonRoute> = { readonly [K in N]: Handler<K> };
/** Of those of a part of the contract that answer JSON. */
export type HandlersOf<Routes> = Handlers<Extract<keyof Routes, JsonRoute>>;
