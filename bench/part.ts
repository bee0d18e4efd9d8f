import type { Row } from './row.ts';
import type { Clinics } from './world.ts';

export interface PartContext {
  readonly clinics: Clinics;
  /** Smaller sizes: to see that everything works, not for figures. */
  readonly quick: boolean;
  /** Says what is being done. */
  readonly tell: (text: string) => void;
}

/** A part of the benchmark that can be run alone. */
export interface Part {
  readonly name: string;
  readonly what: string;
  run(context: PartContext): Promise<readonly Row[]>;
}
