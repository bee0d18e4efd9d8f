import { z } from 'zod';
import { StateError } from '../file/errors.ts';
import { moveErrors } from './move-errors.ts';

/** A mark in a state that is not to be used, since another one is, or will be. */
export const movedSchema = z.object({
  /** `left`: it has gone to `place`; `arriving`: it comes from there, and may not be whole yet. */
  is: z.enum(['left', 'arriving']),
  /** The same at both ends. */
  move: z.string(),
  /** For people: the other end. */
  place: z.string(),
  at: z.number(),
  /**
   * Of one that has left: whether it may be in use there. Absent: an older version, which did not keep that, or the mark
   * of one that arrives.
   */
  isFinished: z.boolean().optional(),
});

export type Moved = z.infer<typeof movedSchema>;

/** @throws StateError STATE_MOVED, STATE_ARRIVING */
export function refuseMoved(moved: Moved | null | undefined, state: string): void {
  if (moved?.is === 'left') {
    const kind = moved.isFinished === false ? moveErrors.leaving : moveErrors.left;
    throw new StateError(kind({ state, place: moved.place }));
  }
  if (moved?.is === 'arriving') {
    throw new StateError(moveErrors.arriving({ state, place: moved.place }));
  }
}
