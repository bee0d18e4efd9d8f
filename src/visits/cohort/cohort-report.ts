import type { Cohort } from './cohort-counts.ts';

/** Deals that were created in amoCRM in the period, but for those that visits were given by us. */
export interface LeadsCount {
  readonly total: number;
  /** Those whose main contact is the contact of a patient of IDENT now, also of one who had been a patient before. */
  readonly patients: number;
  /** False: there are more deals than are asked for, and as many were created at least. */
  readonly isWhole: boolean;
}

/**
 * Why it is not told which visits are paid; `told`: it is. `otherwise`: the field of debts is off, or is taken from
 * elsewhere than the journal, so that nobody has confirmed what that says.
 */
export type PaidIs = 'told' | 'unconfirmed' | 'missing' | 'otherwise';

/** A cohort with all that has to stand beside its figures. */
export interface CohortReport extends Cohort {
  /** The first and the last day on which visits were booked, by the clinic's clock. */
  readonly from: string;
  readonly to: string;
  /** When it was counted, wall ms: what has become of the visits is as of then. */
  readonly at: number;
  readonly paidIs: PaidIs;
  /** Databases that do not tell when receptions were entered: nothing of theirs is counted. */
  readonly untold: readonly string[];
  /** Null: amoCRM was not asked; a code: why it did not tell. */
  readonly leads: LeadsCount | { readonly code: string } | null;
}
