import { isNameless, type NoAnswer } from '../errors/error-kinds.ts';
import {
  type AmoError,
  RateBlockedError,
  ServerError,
  UnexpectedAnswerError,
  UnknownOutcomeError,
  UnreachableError,
} from '../errors/errors.ts';
import type { SlotVerdict } from '../limiter/limiter-step.ts';
import type { ApiCall } from './api-call.ts';
import type { HttpAnswer, HttpExchange } from './http-exchange.ts';
import { refusal } from './refusal.ts';
import { serverWish } from './request-outcome.ts';

/** What one try of a call came to. */
export type Judgement<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'throttled'; readonly pauseMs: number }
  | {
      readonly kind: 'failed';
      /** The error to throw after so many tries. */
      readonly error: (tries: number) => AmoError;
      /** Whether and after what wish of the server it may be tried again. */
      readonly again: {
        readonly reason: 'no-answer' | 'server-error';
        readonly serverMs: number | null;
      } | null;
    };

interface Circumstances<T> {
  readonly call: ApiCall<T>;
  readonly route: string;
  readonly write: boolean;
  /** Nothing has ever come from there. */
  readonly isFirst: boolean;
  /** With its port. */
  readonly host: string;
  /** Wall ms. */
  readonly endedAt: number;
  readonly verdict: SlotVerdict;
}

/** Pure: tells apart what was carried out, what surely was not, and what nobody knows. */
export function judge<T>(exchange: HttpExchange, about: Circumstances<T>): Judgement<T> {
  const { write, route, endedAt, verdict } = about;
  switch (exchange.kind) {
    case 'unreachable': {
      // A name that never was found is told at once: whoever sets it up sits and waits.
      const isHopeless = write || (about.isFirst && isNameless(exchange.cause));
      const again = isHopeless ? null : ({ reason: 'no-answer', serverMs: null } as const);
      const error = () => new UnreachableError(exchange.cause, about.host);
      return { kind: 'failed', again, error };
    }
    // Whoever asked for it to be held back has asked again, or ended it, and not come here with it.
    case 'held-back':
    case 'unasked':
      return final(new UnreachableError('ETIMEDOUT', about.host));
    case 'timeout':
      return failure('timeout', null, about);
    case 'broken':
      return failure('connection', null, about);
    case 'answer':
      break;
  }
  const { status } = exchange;
  if (status === 401) return { kind: 'unauthorized' };
  if (status === 429) return { kind: 'throttled', pauseMs: verdict.pauseMs };
  const { blockedUntil } = verdict;
  if (blockedUntil !== null) return final(new RateBlockedError(blockedUntil, endedAt));
  // 408: a front gave up waiting, as with 504.
  if (status >= 500 || status === 408) return failure('server-error', exchange, about);
  if (status >= 300) return final(refusal(exchange, { route, batch: about.call.batch ?? [] }));
  if (exchange.body.kind === 'cut') return failure('connection', exchange, about);
  if (exchange.body.kind === 'too-large') return failure('too-large', exchange, about);
  return acceptance(exchange, about);
}

function final<T>(error: AmoError): Judgement<T> {
  return { kind: 'failed', again: null, error: () => error };
}

function acceptance<T>(answer: HttpAnswer, about: Circumstances<T>): Judgement<T> {
  const { call, route, write } = about;
  const { status, body } = answer;
  if (body.kind === 'empty' && status === 204 && call.whenEmpty !== undefined) {
    return { kind: 'answer', value: dated(call, call.whenEmpty, answer) };
  }
  const parsed = body.kind === 'json' ? call.schema.safeParse(body.value) : null;
  if (parsed?.success) return { kind: 'answer', value: dated(call, parsed.data, answer) };
  // A page of nginx or a proxy, a body that is empty or of something else: a read is tried again as after a 5xx.
  const failed = failure<T>('unreadable-answer', answer, about);
  const odd = body.kind === 'json' && !write && failed.kind === 'failed';
  return odd ? { ...failed, error: () => new UnexpectedAnswerError(status, route) } : failed;
}

function dated<T>(call: ApiCall<T>, value: T, { headers }: HttpAnswer): T {
  if (call.dated === undefined) return value;
  const at = Date.parse(headers.get('date') ?? '');
  return call.dated(value, Number.isNaN(at) ? null : at);
}

/** No whole answer came: a read may be repeated, a write is of unknown outcome. */
function failure<T>(
  reason: NoAnswer,
  answer: HttpAnswer | null,
  { write, endedAt }: Circumstances<T>,
): Judgement<T> {
  const status = answer?.status ?? null;
  if (write) return final(new UnknownOutcomeError(reason, status));
  return {
    kind: 'failed',
    again: {
      reason: reason === 'server-error' ? 'server-error' : 'no-answer',
      serverMs: answer && serverWish(answer, endedAt),
    },
    error: (tries) => new ServerError(reason, status, tries),
  };
}
