import type { Clock } from '../../clock.ts';
import type { State } from '../../state/open-state.ts';
import { SyncError } from '../errors.ts';
import { PassRestart } from '../pass/pass-restart.ts';
import { type Contradiction, createErrors } from './errors.ts';

/** `deepDue` after a contradiction: nothing is created before a deep pass has read amoCRM as a whole. */
export const contradicted = 'contradiction';

/** So many in a day are no mishap: a person is called. */
const mostADay = 3;
const dayMs = 24 * 3_600_000;

/**
 * What is believed of amoCRM while it is not contradicted. Once it is, this pass creates nobody any more: what was sent
 * stays undecided, and a deep pass reads everything anew (I1).
 */
export class Contradictions {
  readonly #state: State;
  readonly #clock: Clock;
  #found: Promise<Error> | null = null;

  constructor(state: State, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  /** Whether this pass has met one. */
  get found(): boolean {
    return this.#found !== null;
  }

  /**
   * Several requests in flight may meet the same one: it counts once in a pass.
   *
   * @throws PassRestart, or SyncError CRM_CONTRADICTS when it is one too many.
   */
  async raise(what: Contradiction): Promise<never> {
    this.#found ??= this.#note(what);
    throw await this.#found;
  }

  /** @throws what {@link raise} threw before, if it did. */
  async check(): Promise<void> {
    if (this.#found !== null) throw await this.#found;
  }

  async #note(what: Contradiction): Promise<Error> {
    const now = this.#clock.now();
    const times = await this.#state.transaction(async (tx) => {
      const known = (await tx.meta.get('contradictions')) ?? [];
      const recent = [...known.filter((at) => Math.abs(now - at) < dayMs), now];
      await tx.meta.set('contradictions', recent);
      await tx.meta.set('deepDue', contradicted);
      return recent.length;
    });
    return times < mostADay
      ? new PassRestart(contradicted)
      : new SyncError(createErrors.crmContradicts({ what, times }));
  }
}
