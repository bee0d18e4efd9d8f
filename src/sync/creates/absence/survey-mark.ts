import type { AmoContact } from '../../../amocrm/model/model.ts';
import { finalAfterMs } from './timing.ts';

/**
 * How far the contacts of a reading may count as looked through for good: only as far as all of them are so old that
 * nothing beside them can be missing in the list any more.
 */
export class SurveyMark {
  readonly #youngFrom: number;
  #lowestYoung = Number.POSITIVE_INFINITY;
  #upTo = 0;

  /** @param now wall clock when the reading began, milliseconds. */
  constructor(now: number) {
    this.#youngFrom = now - finalAfterMs;
  }

  /** In any order, also more than once. */
  add(contacts: readonly Pick<AmoContact, 'id' | 'createdAt'>[]): void {
    for (const { id, createdAt } of contacts) {
      if (createdAt * 1_000 > this.#youngFrom) {
        this.#lowestYoung = Math.min(this.#lowestYoung, id);
        // Which old ones stand below it is not known any more: those that are still to come tell.
        if (this.#upTo >= id) this.#upTo = 0;
      } else if (id < this.#lowestYoung) this.#upTo = Math.max(this.#upTo, id);
    }
  }

  get upTo(): number {
    return this.#upTo;
  }
}
