import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Traffic } from './amo-event.ts';
import type { AccessTokens } from './auth/access-tokens.ts';
import { TokenTrial } from './auth/token-trial.ts';
import { UnauthorizedError } from './errors/auth-errors.ts';
import {
  BodyRefusedError,
  RateBlockedError,
  RateLimitedError,
  UnreachableError,
} from './errors/errors.ts';
import type { ApiCall } from './http/api-call.ts';
import { BlockSuspicion } from './http/block-suspicion.ts';
import { hostAndPort } from './http/host-and-port.ts';
import { exchangeHttp, type HttpExchange, userAgent } from './http/http-exchange.ts';
import { type Judgement, judge } from './http/judgement.ts';
import { requestOutcome } from './http/request-outcome.ts';
import type { Limiter, Slot } from './limiter/limiter.ts';
import { readRetryMs, retryBounds } from './limiter/retry-timing.ts';

export interface ApiCallerOptions {
  /** The account's own address, `https://clinic.amocrm.ru`. */
  readonly baseUrl: string;
  readonly tokens: AccessTokens;
  readonly limiter: Limiter;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch;
  /** From the sending to the last byte; 30 s and 60 s by default: amoCRM has created after 15 s of silence. */
  readonly timeoutMs?: { readonly read: number; readonly write: number };
  /** In [0, 1), for the jitter between tries. */
  readonly random?: () => number;
  /**
   * Ends reads, and waits for a slot or between tries, with its reason; a write under way is finished: an aborted one would
   * be of unknown outcome.
   */
  readonly signal?: AbortSignal | undefined;
}

interface Attempt {
  readonly route: string;
  readonly write: boolean;
  readonly token: string;
  readonly trying: boolean;
  readonly traffic: Traffic;
}

/** No case that anybody can mend but us: what was sent was carried out or not, and stays noted until it is looked for. */
const unwatched = `Node ${process.version} does not tell when a request is written to its socket: nothing holds back one that is late, so nothing more is sent`;

/** How often a write is held back because the way to its socket took too long, before it counts as not to be sent. */
const departures = 5;
/** How often any request is held back because its slot is more than a second past. */
const lateSlots = 2;

export type Call = <T>(call: ApiCall<T>) => Promise<T>;

/** @param traffic where it is told of, with those of the looks that it takes */
export type ApiCaller = <T>(call: ApiCall<T>, traffic: Traffic) => Promise<T>;

/**
 * The policy around one call: token, pace, time-out, and what may be tried again. A 429 always (nothing was carried out),
 * a 401 once with a new token, or with the same one some time later where there is no other, reads also after a failure;
 * a write never, whatever went wrong.
 */
export function createApiCaller(options: ApiCallerOptions): ApiCaller {
  const { baseUrl, limiter, clock, tokens, signal } = options;
  const { fetch = globalThis.fetch, random = Math.random } = options;
  const { timeoutMs = { read: 30_000, write: 60_000 } } = options;
  const trial = new TokenTrial();
  const suspicion = new BlockSuspicion();
  const host = hostAndPort(baseUrl);
  let isReached = false;

  return async (call, traffic) => {
    const write = call.method !== 'GET';
    const route = `${call.method} ${call.route}`;
    let token = await tokens.current();
    let renewed = false;
    let failures = 0;
    let looks = 0;
    /** This call is the one that tries the token again. */
    let trying = false;

    /** What follows a 401: the token is looked at again, or another one is taken. */
    const unauthorized = async (): Promise<void> => {
      const waitMs = tokens.secondLooksMs?.[looks];
      looks += 1;
      if (waitMs !== undefined) {
        if (!trying && trial.isUnderWay) await trial.over();
        else {
          if (!trying) trial.begin();
          trying = true;
          traffic.emit({ type: 'retry', route, tries: looks, waitMs, reason: 'token' });
          await clock.sleep(waitMs, signal);
        }
        // Somebody may have given another one meanwhile.
        token = await tokens.current();
        return;
      }
      if (renewed) throw new UnauthorizedError({ kind: 'refused-again' });
      renewed = true;
      token = await tokens.refreshAfter401(token);
      traffic.emit({ type: 'retry', route, tries: 1, waitMs: 0, reason: 'token' });
    };

    const answer = async () => {
      for (let throttled = 0; ; ) {
        const judgement = await attempt(call, { route, write, token, trying, traffic });
        if (judgement.kind !== 'unauthorized' && trying) {
          trying = false;
          trial.end();
        }
        switch (judgement.kind) {
          case 'answer':
            return judgement.value;
          case 'unauthorized':
            await unauthorized();
            break;
          case 'throttled':
            throttled += 1;
            if (throttled >= retryBounds.throttledTries) throw new RateLimitedError(throttled);
            traffic.emit({
              type: 'retry',
              route,
              tries: throttled,
              waitMs: judgement.pauseMs,
              reason: 'rate-limit',
            });
            break;
          case 'failed': {
            failures += 1;
            const { error, again } = judgement;
            if (again === null) throw error(failures);
            signal?.throwIfAborted();
            if (failures >= retryBounds.readTries) throw error(failures);
            const waitMs = readRetryMs(failures - 1, random(), again.serverMs);
            traffic.emit({ type: 'retry', route, tries: failures, waitMs, reason: again.reason });
            await clock.sleep(waitMs, signal);
          }
        }
      }
    };
    return await answer().catch((error: unknown) => {
      if (trying) trial.end(error);
      throw error;
    });
  };

  /** A slot that nobody's trial of the token stands in the way of. */
  async function slotFor({ trying, traffic }: Attempt, next?: () => Promise<void>): Promise<Slot> {
    for (;;) {
      if (!trying) await trial.over();
      const slot = await limiter.acquire({
        signal,
        onTurn: next,
        onWait: ({ ms, reason }) => traffic.emit({ type: 'throttled', waitMs: ms, reason }),
      });
      if (trying || !trial.isUnderWay) return slot;
      await slot.finish({ kind: 'no-answer' });
    }
  }

  async function attempt<T>(call: ApiCall<T>, at: Attempt): Promise<Judgement<T>> {
    const { route, write, traffic } = at;
    const { slot, exchange } = await sent(call, at);
    const endedAt = clock.now();
    const isFirst = !isReached;
    isReached ||= exchange.kind !== 'unreachable';
    const outcome = requestOutcome(exchange, kindOf(route, call), endedAt);
    if (write && outcome.kind === 'answered') suspicion.allay();
    const isSuspect = write && outcome.kind === 'blocked' && !suspicion.isCertain;
    const verdict = await slot.finish(isSuspect ? { ...outcome, kind: 'suspected' } : outcome);
    const blockedUntil = isSuspect ? await suspicion.examine(() => look(at)) : verdict.blockedUntil;
    if (blockedUntil !== null) traffic.emit({ type: 'circuit-open', until: blockedUntil });
    if (!isSuspect) return judge(exchange, { call, route, write, isFirst, host, endedAt, verdict });
    const error =
      blockedUntil === null
        ? new BodyRefusedError(route)
        : new RateBlockedError(blockedUntil, clock.now());
    return { kind: 'failed', again: null, error: () => error };
  }

  /**
   * What would leave too late does not, and gets another slot, a write once what it stands on is fresh again. A line on
   * which opening a connection takes seconds is late each time: what was held back twice for its slot leaves.
   */
  async function sent(
    call: ApiCall<unknown>,
    at: Attempt,
  ): Promise<{ readonly slot: Slot; readonly exchange: HttpExchange }> {
    for (let tries = 1; ; tries += 1) {
      const slot = await slotFor(at, call.departure?.freshen);
      const ends = at.write ? undefined : signal;
      const exchange = await exchangeOn(call, at, () => slot.leave(tries > lateSlots), ends);
      if (exchange.kind !== 'held-back' && exchange.kind !== 'unasked') return { slot, exchange };
      await slot.finish({ kind: 'no-answer' });
      if (exchange.kind === 'unasked') throw new Error(unwatched);
      if (tries >= departures) throw new UnreachableError('ETIMEDOUT', host);
    }
  }

  /** Whether amoCRM answers a reading: what the page of refusal to a write was about. */
  async function look({ token, traffic }: Attempt): Promise<number | null> {
    const call = { method: 'GET', route: '/account', schema: z.unknown() } as const;
    const route = 'GET /account';
    const slot = await limiter.acquire({ probe: true });
    const exchange = await exchangeOn(call, { route, write: false, token, traffic }, () =>
      slot.leave(true),
    );
    const outcome = requestOutcome(exchange, route, clock.now());
    const answers =
      exchange.kind === 'answer' && exchange.status === 200 && exchange.body.kind === 'json';
    const { blockedUntil } = await slot.finish(answers ? outcome : { ...outcome, kind: 'blocked' });
    return blockedUntil;
  }

  async function exchangeOn(
    call: ApiCall<unknown>,
    { route, write, token, traffic }: Omit<Attempt, 'trying'>,
    onLeave: () => boolean,
    ends?: AbortSignal,
  ): Promise<HttpExchange> {
    const started = clock.monotonic();
    const exchange = await exchangeHttp(
      {
        url: url(call),
        method: call.method,
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/hal+json, application/json, application/problem+json',
          'user-agent': userAgent(),
        },
        body: call.body,
        mayLeave: call.departure?.mayLeave,
        onLeave,
        timeoutMs: write ? timeoutMs.write : timeoutMs.read,
        signal: ends,
      },
      { fetch, clock },
    );
    traffic.emit({
      type: 'request',
      route,
      status: exchange.kind === 'answer' ? exchange.status : null,
      ms: Math.round(clock.monotonic() - started),
      write,
    });
    return exchange;
  }

  function url(call: ApiCall<unknown>): URL {
    const target = new URL(`/api/v4${call.path ?? call.route}`, baseUrl);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      target.searchParams.set(name, value);
    }
    return target;
  }
}

/** The server takes the longer the more rows it is sent: that is not how much the line varies. */
function kindOf(route: string, { body }: ApiCall<unknown>): string {
  return Array.isArray(body) ? `${route} of ${body.length}` : route;
}
