import type { Logger } from 'pino';
import type { AmoCounters } from './amo-client.ts';
import { hostAndPort } from './http/host-and-port.ts';
import type { WaitReason } from './limiter/limiter-step.ts';

/** What happens on the line to amoCRM, without a value of anybody: for progress bars, metrics and the log. */
export type AmoEvent =
  | {
      readonly type: 'request';
      /** `GET /contacts`: a template, never a URL with values. */
      readonly route: string;
      /** `null` when no answer came. */
      readonly status: number | null;
      readonly ms: number;
      readonly write: boolean;
    }
  /** The call that is next in line waits; `paused` is amoCRM's 429. */
  | { readonly type: 'throttled'; readonly waitMs: number; readonly reason: WaitReason }
  | {
      readonly type: 'retry';
      readonly route: string;
      /** Tries so far. */
      readonly tries: number;
      readonly waitMs: number;
      readonly reason: 'rate-limit' | 'no-answer' | 'server-error' | 'token';
    }
  /** amoCRM has blocked us; `until` is the wall ms of the next probe. */
  | { readonly type: 'circuit-open'; readonly until: number };

export interface Traffic {
  readonly counters: AmoCounters;
  emit(event: AmoEvent): void;
  /** A part of it with counters of its own, which this one counts too. */
  apart(): Traffic;
}

/** Counts, logs and hands on what happens; a subscriber that throws disturbs no request. */
export function createTraffic(
  { log, baseUrl }: { readonly log: Logger; readonly baseUrl: string },
  onEvent?: (event: AmoEvent) => void,
): Traffic {
  const address = hostAndPort(baseUrl);
  return counted((event) => {
    writeLog(log, event, address);
    try {
      onEvent?.(event);
    } catch (error) {
      log.error(
        { error: error instanceof Error ? error.name : 'unknown' },
        'amoCRM event subscriber failed',
      );
    }
  });
}

function counted(handOn: (event: AmoEvent) => void): Traffic {
  const counters = { requests: 0, reads: 0, writes: 0, throttled: 0, retries: 0 };
  const count = (event: AmoEvent): void => {
    if (event.type === 'retry') counters.retries += 1;
    if (event.type !== 'request') return;
    counters.requests += 1;
    counters[event.write ? 'writes' : 'reads'] += 1;
    if (event.status === 429) counters.throttled += 1;
  };
  const emit = (event: AmoEvent): void => {
    count(event);
    handOn(event);
  };
  return { counters, emit, apart: () => counted(emit) };
}

function writeLog(log: Logger, event: AmoEvent, address: string): void {
  const { type, ...facts } = event;
  if (type === 'request') log.debug(facts, 'amoCRM request');
  else if (type === 'retry') log.warn({ address, ...facts }, 'amoCRM request will be tried again');
  else if (type === 'circuit-open') log.error(facts, 'amoCRM has blocked our requests');
  else if (event.reason === 'paused') log.info(facts, 'waiting: amoCRM asked for a pause');
}
