import type { RequestOutcome } from '../limiter/limiter.ts';
import { retryAfterMs } from '../limiter/retry-timing.ts';
import type { HttpAnswer, HttpExchange } from './http-exchange.ts';

/** What the pace of the account learns from a request. */
export function requestOutcome(
  exchange: HttpExchange,
  /** Of requests that take the server about as long: `POST /contacts of 50`. */
  kind: string,
  nowMs: number,
): RequestOutcome {
  if (exchange.kind !== 'answer') return { kind: 'no-answer' };
  const facts = {
    lastOfConnection: exchange.headers.get('connection') === 'close',
    answered: { kind, at: exchange.beganAt, waitedMs: exchange.waitedMs },
  };
  if (exchange.status === 429) {
    return { kind: 'throttled', retryAfterMs: serverWish(exchange, nowMs), ...facts };
  }
  return { kind: isBlock(exchange) ? 'blocked' : 'answered', ...facts };
}

/** amoCRM's own refusals are JSON; a 403 that is not comes from the front that blocks addresses. */
function isBlock({ status, body }: HttpAnswer): boolean {
  if (status !== 403) return false;
  return body.kind === 'cut' ? !body.announcedJson : body.kind !== 'json';
}

/** How long the server asks us to stay away. */
export function serverWish({ headers, body }: HttpAnswer, nowMs: number): number | null {
  return retryAfterMs(
    {
      retryAfter: headers.get('retry-after'),
      date: headers.get('date'),
      body: body.kind === 'json' ? body.value : null,
    },
    nowMs,
  );
}
