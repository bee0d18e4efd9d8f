import { AppError, exitCode } from '../../app-error.ts';
import type { Clock } from '../../clock.ts';
import type { AmoEvent } from '../amo-event.ts';
import type { AccessTokens } from './access-tokens.ts';

/** What amoCRM said of the token, and when (wall ms). */
interface AccessAnswer {
  readonly at: number;
  readonly isTaken: boolean;
}

/**
 * What amoCRM last said of the token of a line, whoever asked it: a pass, a plan, a page. Of this process alone: what the
 * service rests for stands in the state.
 */
export class AccessHeard {
  readonly #clock: Pick<Clock, 'now'>;
  #last: AccessAnswer | null = null;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Null: nobody has asked anything yet. */
  get last(): AccessAnswer | null {
    return this.#last;
  }

  /** Another token, which was asked on a line of its own, has taken the place of the one before. */
  taken(): void {
    this.#hear(true);
  }

  /** Of requests 401 and good answers alone speak of the token: rights, limits and breakdowns are other matters. */
  event(event: AmoEvent): void {
    if (event.type !== 'request' || event.status === null) return;
    if (event.status === 401) this.#hear(false);
    else if (event.status < 300) this.#hear(true);
  }

  /** The same tokens; that there is none to be had any more is heard, too. */
  of(tokens: AccessTokens): AccessTokens {
    const heard = async <T>(ask: () => Promise<T>): Promise<T> => {
      try {
        return await ask();
      } catch (error) {
        if (error instanceof AppError && error.exit === exitCode.authorisation) this.#hear(false);
        throw error;
      }
    };
    return {
      get secondLooksMs() {
        return tokens.secondLooksMs ?? [];
      },
      current: () => heard(() => tokens.current()),
      refreshAfter401: (rejected) => heard(() => tokens.refreshAfter401(rejected)),
      prepare: (minValidityMs) => heard(() => tokens.prepare(minValidityMs)),
    };
  }

  #hear(isTaken: boolean): void {
    this.#last = { at: this.#clock.now(), isTaken };
  }
}
