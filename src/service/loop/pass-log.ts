import type { Logger } from 'pino';
import { AppError, logFields } from '../../app-error.ts';
import { warningNames } from '../../sync/pass/pass-counts.ts';
import type { PassResult } from '../../sync/pass/run-pass.ts';
import type { PassEnd } from './pass-runner.ts';

const hourMs = 3_600_000;

/** What tells of no work done. */
const quiet: ReadonlySet<string> = new Set([
  ...['read', 'unchanged', 'forgotten', 'outside', ...warningNames, 'unreadable', 'waiting'],
]);

/** One line for a pass that did something; those that found nothing to do are summed up by the hour. */
export class PassLog {
  readonly #log: Logger;
  #since: number;
  #sum = { passes: 0, failed: 0, requests: 0, queryMs: 0 };

  /** @param now monotonic ms, as in all that follows. */
  constructor(log: Logger, now: number) {
    this.#log = log;
    this.#since = now;
  }

  ended({ outcome, queryMs }: PassEnd): void {
    this.#sum.passes += 1;
    this.#sum.queryMs += Math.round(queryMs);
    if (outcome.kind === 'done') this.#done(outcome.result, queryMs);
    if (outcome.kind === 'failed') this.#failed(outcome.error);
  }

  /** Called now and then. */
  hourly(now: number): void {
    if (now - this.#since < hourMs) return;
    this.#log.info({ minutes: Math.round((now - this.#since) / 60_000), ...this.#sum }, 'summary');
    this.#since = now;
    this.#sum = { passes: 0, failed: 0, requests: 0, queryMs: 0 };
  }

  #done(
    { mode, reason, outcome, runId, counts, requests, durationMs }: PassResult,
    queryMs: number,
  ) {
    this.#sum.requests += requests;
    const told = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
    const level = Object.keys(told).every((name) => quiet.has(name.replace(/:.*$/, '')))
      ? 'debug'
      : 'info';
    this.#log[mode === 'deep' ? 'info' : level](
      {
        runId,
        mode,
        outcome,
        ...(reason === null ? {} : { reason }),
        ...told,
        requests,
        durationMs,
        queryMs: Math.round(queryMs),
      },
      'pass ended',
    );
  }

  #failed(error: unknown): void {
    this.#sum.failed += 1;
    this.#log[error instanceof AppError ? 'warn' : 'error'](logFields(error), 'pass failed');
  }
}
