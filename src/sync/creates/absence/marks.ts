import type { AmoContact } from '../../../amocrm/model/model.ts';
import type { Meta } from '../../../state/account/meta.ts';
import type { CrmSnapshot } from '../../crm/crm-snapshot.ts';
import { finalAfterMs } from './timing.ts';

/** A mark moves so far on the word of one answer; beyond that the contact itself has to bear it out. */
const believed = 10;

/**
 * Whether an id is so far above all that was seen that it must not become a mark: at or below a mark nobody looks for a
 * create whose answer was lost, and one wrong id would hide all of them for ever.
 */
export const isFar = (id: number, largestSeen: number): boolean => id > believed * largestSeen;

/** Ids of new contacts are above every id that was seen: raises the mark as far as it may be believed. */
export async function raiseMark(meta: Meta, ids: readonly number[]): Promise<void> {
  const known = (await meta.get('highestContactId')) ?? 0;
  const highest = ids.reduce((most, id) => (isFar(id, known) ? most : Math.max(most, id)), 0);
  await meta.raiseHighestContactId(highest);
}

/**
 * The highest id that a reading of everything showed and may make a mark: a mark too low costs some requests, one too
 * high hides contacts.
 */
export async function highestBelievable(snapshot: CrmSnapshot, known: number): Promise<number> {
  return await snapshot.highestUpTo(believed * Math.max(known, await snapshot.medianId()));
}

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
