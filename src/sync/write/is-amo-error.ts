import { AmoError, RateLimitedError, UnreachableError } from '../../amocrm/errors/errors.ts';
import { exitCode } from '../../app-error.ts';
import type { Pass } from '../pass/pass-context.ts';

/** An answer of amoCRM (or its absence) that surely changed nothing. */
export const isAmoError = (error: unknown): error is AmoError =>
  error instanceof AmoError && error.applied === 'no';

/** Surely nothing reached amoCRM, or its gate turned it away: no route, too many requests, no valid token. */
const isUnsent = (error: unknown): boolean =>
  error instanceof UnreachableError ||
  error instanceof RateLimitedError ||
  (isAmoError(error) && error.exit === exitCode.authorisation);

/** The client's signal ends reads and the waits before a write, never a write: one that a stop comes out of was not sent. */
const isStop = ({ signal }: Pick<Pass, 'signal'>, error: unknown): boolean =>
  signal?.aborted === true && error === signal.reason;

/** Nothing of the request can ever arrive. */
export const neverLeft = (pass: Pick<Pass, 'signal'>, error: unknown): boolean =>
  isUnsent(error) || isStop(pass, error);
