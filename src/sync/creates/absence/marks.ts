import type { Meta } from '../../../state/account/meta.ts';

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
 * The highest id that a reading of everything may make a mark: a mark too low costs some requests, one too high hides
 * contacts.
 *
 * @param median of the ids that it showed; null: it showed fewer than two.
 */
export const highestBelievable = (known: number, median: number | null): number =>
  believed * Math.max(known, median ?? 0);
