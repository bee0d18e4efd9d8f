import type { Failure, Problem } from '../../../src/http/api/contract/common.ts';
import type {
  RouteAnswer,
  RouteBody,
  RouteParams,
  RouteQuery,
} from '../../../src/http/api/contract/contract.ts';
import { pathOf, paths, type RouteName } from '../../../src/http/api/contract/paths.ts';

type Wanted<K extends string, T> = [T] extends [never] ? unknown : { readonly [P in K]: T };
/** What a route is given: its path's parameters, query and body. */
export type RouteInput<N extends RouteName> = Wanted<'params', RouteParams<N>> &
  Wanted<'query', RouteQuery<N>> &
  Wanted<'body', RouteBody<N>>;

interface AnyInput {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
}

/** Something that the service refused or could not do. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.code);
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
  }
}

export interface ApiClient {
  /** @param clinic its key in a fleet; null: there is but one. */
  call<N extends RouteName>(
    name: N,
    input: RouteInput<N>,
    clinic: string | null,
  ): Promise<RouteAnswer<N>>;
}

export interface ClientOptions {
  readonly csrfToken: () => string | null;
  /** The session is over: somebody has to sign in. */
  readonly onSignedOut: () => void;
}

/** Speaks to the service that serves the page. What it answers was checked against the contract by the service. */
export function createClient({ csrfToken, onSignedOut }: ClientOptions): ApiClient {
  return {
    async call(name, input, clinic) {
      const [method] = paths[name];
      const { body } = input as AnyInput; // every RouteInput is one
      const token = csrfToken();
      const response = await fetch(address(name, input as AnyInput, clinic), {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(method === 'GET' || token === null ? {} : { 'x-csrf-token': token }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }).catch(() => {
        throw new ApiError(0, unreachable);
      });
      if (response.ok) return (await response.json()) as never; // by the contract
      const problem = await problemOf(response);
      if (response.status === 401 && token !== null) onSignedOut();
      throw new ApiError(response.status, problem);
    },
  };
}

/** The address of a route, its parameters and query filled in. @param clinic as for `call` */
export function address(
  name: RouteName,
  { params = {}, query = {} }: AnyInput,
  clinic: string | null,
): string {
  const at = clinic === null ? null : encodeURIComponent(clinic);
  const path = pathOf(name, at).replace(/:(\w+)/g, (_, key: string) =>
    encodeURIComponent(String(params[key] ?? '')),
  );
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) search.set(key, String(value));
  }
  return search.size === 0 ? path : `${path}?${search}`;
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const { error } = (await response.json()) as Failure; // by the contract
    if (error.text.ru.message !== '') return error;
  } catch {
    // A proxy in between answers what it likes.
  }
  return {
    ...unexpected,
    code: `HTTP_${response.status}`,
    retryable: response.status >= 500,
  };
}

const unreachable: Problem = {
  code: 'SERVICE_UNREACHABLE',
  text: {
    ru: {
      message: 'Служба не отвечает',
      hint: 'Проверьте, что ident-amocrm запущена и что есть связь с её сервером.',
    },
    en: {
      message: 'The service does not answer',
      hint: 'Check that ident-amocrm is running and that its server can be reached.',
    },
  },
  retryable: true,
};

const unexpected: Problem = {
  code: 'UNEXPECTED_ANSWER',
  text: {
    ru: { message: 'Неожиданный ответ службы', hint: 'Подробности — в журнале службы.' },
    en: { message: 'An unexpected answer of the service', hint: "The service's log tells more." },
  },
  retryable: true,
};
