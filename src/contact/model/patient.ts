import { patientInputs } from './inputs.ts';
import type { PatientId } from './patient-key.ts';
import type { ChoicesOf, KindOf, PatientInput } from './table.ts';

/** A calendar date, `YYYY-MM-DD`, in no time zone. */
export type CalendarDate = string & { readonly __brand: 'CalendarDate' };

/** The clinic's wall clock, `YYYY-MM-DDTHH:MM:SS`, in no time zone. */
export type WallClock = string & { readonly __brand: 'WallClock' };

/** An exact decimal, as in `"1050.5"`: optional minus, no exponent, no trailing zeros, no grouping. */
export type Decimal = string & { readonly __brand: 'Decimal' };

/**
 * A value as IDENT has it: the value, `null` when IDENT's cell is empty, `undefined` when it is not known here:
 * switched off, no such column in this database, or unreadable. Off, missing or unreadable is not empty (DESIGN §4):
 * what is `undefined` is neither compared, cleared nor restored.
 */
export type Read<T> = T | null | undefined;

/** The type of each kind of cell; that of a choice is its own, by the table's options. */
export interface KindTypes {
  readonly text: string;
  readonly day: CalendarDate;
  readonly 'wall-clock': WallClock;
  readonly decimal: Decimal;
  readonly count: number;
  readonly flag: boolean;
  readonly choice: string;
}

type InputValue<I extends PatientInput> =
  KindOf<I> extends 'choice' ? ChoicesOf<I> : KindTypes[KindOf<I>];

/** One row of IDENT's Patients with its person, parsed into types but not yet shaped for amoCRM. */
export type Patient = {
  readonly [I in PatientInput]: Read<InputValue<I>>;
} & {
  readonly id: PatientId;
  /** Whose cells hold something that cannot be read: of their `undefined`, those that a person should be told of. */
  readonly unreadable?: readonly PatientInput[];
  /** Why the patient is not to be written, by the chosen branches (BRANCHES); absent: he is. He exists all the same. */
  readonly outside?: Outside;
};

/** Where a patient was who was in none of the chosen branches. */
type Outside = 'elsewhere' | 'nowhere';

const nothing = Object.fromEntries(patientInputs.map((input) => [input, undefined]));

/** Of whom nothing is known but the number. */
export const unknownPatient = (id: PatientId): Patient =>
  // Every input of the table is there.
  ({ id, ...nothing }) as Patient;
