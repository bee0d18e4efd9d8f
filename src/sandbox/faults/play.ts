import { type Answer, empty, nginx, problem, throttled } from '../http/answer.ts';
import { isObject } from '../http/call.ts';
import type { Fault } from './fault.ts';

/** What the network does with a request in the end. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly delayMs?: number }
  /** The headers promise a body of which only half comes. */
  | { readonly kind: 'cut'; readonly answer: Answer }
  | { readonly kind: 'drop' }
  | { readonly kind: 'hang' };

export interface Stage {
  /** Applies the request and answers it. */
  readonly commit: () => Answer;
  /** Applies it although the fault refuses it. */
  readonly carryOut: () => Answer;
  readonly later: (ms: number) => void;
}

/** Plays a fault; a `reject` is not played here but inside the validation. */
export function play(fault: Fault, { commit, carryOut, later }: Stage): Outcome {
  switch (fault.kind) {
    case 'status':
      if (fault.when === 'after') commit();
      return { kind: 'answer', answer: statusAnswer(fault) };
    case 'drop':
      if (fault.when === 'after') commit();
      return { kind: 'drop' };
    case 'late-commit':
      later(fault.ms);
      if (fault.status === undefined) return { kind: 'drop' };
      return { kind: 'answer', answer: statusAnswer({ ...fault, status: fault.status }) };
    case 'hang':
      if (fault.when === 'after') commit();
      return { kind: 'hang' };
    case 'slow':
      return { kind: 'answer', answer: commit(), delayMs: fault.ms };
    case 'garbage':
      return garbage(commit(), fault.body);
    case 'omit':
      return { kind: 'answer', answer: withoutRows(commit(), fault.rows) };
    case 'new-ids':
    case 'one-id':
    case 'unlinked':
      return { kind: 'answer', answer: commit() };
    case 'answered-ids':
      return { kind: 'answer', answer: withIds(commit(), fault.ids) };
    case 'reject': {
      const answer = commit();
      if (fault.when === 'after' && answer.status >= 400) carryOut();
      return { kind: 'answer', answer };
    }
  }
}

interface StatusFault {
  readonly status: number;
  readonly body?: 'json' | 'html';
  readonly retryAfter?: number;
}

function statusAnswer({ status, body, retryAfter }: StatusFault): Answer {
  // 5xx come from the nginx in front; a 403 of it is the ban, one in JSON is about rights.
  const page = body ? body === 'html' : status >= 502 || status === 403;
  const json = status === 429 ? throttled : problem(status, 'Fault of the sandbox');
  const answer = page ? nginx(status) : json;
  return retryAfter === undefined
    ? answer
    : { ...answer, headers: { 'retry-after': String(retryAfter) } };
}

function garbage(answer: Answer, body: Extract<Fault, { kind: 'garbage' }>['body']): Outcome {
  if (body === 'cut') return { kind: 'cut', answer };
  if (body === 'empty') return { kind: 'answer', answer: { ...empty(200), text: '' } };
  const { status, type } = answer;
  const json = JSON.stringify(answer.json ?? {});
  const text =
    body === 'truncated'
      ? json.slice(0, Math.ceil(json.length / 2))
      : '<html><body>OK</body></html>';
  return {
    kind: 'answer',
    answer: {
      status: body === 'text' ? 200 : status,
      type: body === 'text' ? 'text/html' : type,
      text,
    },
  };
}

/** The answer without the rows of these indexes: applied, and not acknowledged. */
const withoutRows = (answer: Answer, rows: readonly number[]): Answer =>
  withLists(answer, (list) => list.filter((_, index) => !rows.includes(index)));

/** The answer with ids that are others': the given ones, or each row's the next one's. */
const withIds = (answer: Answer, ids: readonly number[] | undefined): Answer =>
  withLists(answer, (list) => {
    const own = list.map((row) => (isObject(row) ? row['id'] : undefined));
    const others = ids ?? [...own.slice(1), own[0]];
    return list.map((row, index) =>
      isObject(row) ? { ...row, id: others[index] ?? own[index] } : row,
    );
  });

function withLists(answer: Answer, change: (list: readonly unknown[]) => unknown[]): Answer {
  const { json } = answer;
  if (!isObject(json) || !isObject(json['_embedded'])) return answer;
  const embedded = Object.entries(json['_embedded']).map(([name, list]) => [
    name,
    Array.isArray(list) ? change(list) : list,
  ]);
  return { ...answer, json: { ...json, _embedded: Object.fromEntries(embedded) } };
}
