import type { IncidentCode } from '../incident.ts';

/** What fills the blanks; moments are written out on the clinic's clock. */
export interface Blanks {
  readonly since: string;
  readonly until: string;
  readonly count: string;
  readonly total: string;
  /** Whether it is more than one. */
  readonly isSeveral: boolean;
  /** Which sources it is about: `«Север», «Юг»`. */
  readonly sources: string;
  /** What the guard counted: `emptied fields: 80, …`. */
  readonly kinds: string;
  /** Code of the error behind it. */
  readonly cause: string | null;
  /** What lets all of it through. */
  readonly allow: number;
}

/** An incident in words: what it means, for the director, and what to do, for whoever runs the program. */
export interface IncidentText {
  readonly title: string;
  /** What it means for the clinic. */
  readonly meaning: (blanks: Blanks) => string;
  /** One or two sentences; null: nobody has to do anything. */
  readonly advice: string | ((blanks: Blanks) => string) | null;
  /** What may be done though nobody has to. */
  readonly option?: string;
  /** The title of the good news. */
  readonly over: string;
}

export type IncidentTexts = Readonly<Record<IncidentCode, IncidentText>>;
