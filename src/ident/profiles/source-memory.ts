import { z } from 'zod';
import type { PatientInput } from '../../contact/model/table.ts';
import type { BranchMemory } from '../branches/branch-choice.ts';

/** Where an input was read from: a source as profiles write it, and the columns of this database that it read. */
export const originSchema = z.object({ source: z.string(), columns: z.array(z.string()) });

export type Origin = Readonly<z.infer<typeof originSchema>>;

/**
 * What is known of a database from the passes before. An input stays with the source that it was read from: should
 * that lose a column, nobody takes what is left of it, or another column, for the same thing. Then it is unreadable
 * until a person says that the new source is right.
 */
export interface SourceMemory {
  readonly origins: ReadonlyMap<PatientInput, Origin>;
  /** Inputs whose computation a person of the clinic confirmed, with the source that was confirmed. */
  readonly confirmed: ReadonlyMap<PatientInput, string>;
  /** What the names of branches meant. */
  readonly branches: BranchMemory;
}

export const nothingRemembered: SourceMemory = {
  origins: new Map(),
  confirmed: new Map(),
  branches: () => undefined,
};
