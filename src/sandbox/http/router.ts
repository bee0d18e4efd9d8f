import { type Answer, problem } from './answer.ts';
import type { Call } from './call.ts';

export type Handler = (call: Call) => Answer;

export interface Route {
  readonly method: string;
  /** `:id` stands for digits, `:key` for anything without a slash. */
  readonly path: string;
  readonly handle: Handler;
}

interface CompiledRoute {
  readonly pattern: RegExp;
  readonly handlers: Map<string, Handler>;
}

const compile = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(':id', '(\\d+)').replaceAll(':key', '([^/]+)')}/?$`);

/** Finds the handler of a call; an unknown path is 404, a known one with another method 405. */
export function makeRouter(routes: readonly Route[], url: () => string): Handler {
  const byPath = new Map<string, CompiledRoute>();
  for (const route of routes) {
    const known = byPath.get(route.path) ?? { pattern: compile(route.path), handlers: new Map() };
    known.handlers.set(route.method, route.handle);
    byPath.set(route.path, known);
  }
  const compiled = [...byPath.values()];
  return (call) => {
    for (const { pattern, handlers } of compiled) {
      const match = pattern.exec(call.path);
      if (!match) continue;
      const handle = handlers.get(call.method);
      if (handle) return handle({ ...call, params: match.slice(1).map(decodeURIComponent) });
      const allow = [...handlers.keys()].join(', ');
      return { ...problem(405, `Cannot ${call.method} ${url()}${call.path}`), headers: { allow } };
    }
    return problem(404, `Cannot ${call.method} ${url()}${call.path}`);
  };
}
