type Fetch = typeof globalThis.fetch;

export interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** A fetch whose answers are exchanged on the way back: for what amoCRM may say, and the sandbox never does. */
export function afterAnswer(exchange: (answered: Answered) => Response | null): Fetch {
  return async (input, init) => {
    const answer = await fetch(input, init);
    const method = init?.method ?? 'GET';
    const path = new URL(String(input)).pathname;
    return exchange({ method, path, status: answer.status }) ?? answer;
  };
}

/** A fetch that lets something happen right before its first request of that method. */
export function beforeRequest(method: string, act: () => void): Fetch {
  let done = false;
  return async (input, init) => {
    if (!done && (init?.method ?? 'GET') === method) {
      done = true;
      act();
    }
    return await fetch(input, init);
  };
}

/** amoCRM's problem body without any detail. */
export const onlyTitle = (status: number): Response =>
  Response.json({ title: 'Bad Request', status, detail: 'Request validation failed' }, { status });
