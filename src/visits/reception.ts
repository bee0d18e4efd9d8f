import type { WallClock } from '../contact/model/patient.ts';
import type { PatientId } from '../contact/model/patient-key.ts';
import type { CancelMeaning } from '../contact/visits/cancel-reason.ts';

/** `Receptions.ID` of one database. */
export type ReceptionId = number & { readonly __brand: 'ReceptionId' };

/** What IDENT stamps a reception with. */
export const receptionMarks = ['cancelled', 'appeared', 'started', 'ended', 'billed'] as const;

export type ReceptionMark = (typeof receptionMarks)[number];

/** A row of Receptions: a booking and what has become of it. */
export interface Reception extends Readonly<Record<ReceptionMark, boolean>> {
  readonly id: ReceptionId;
  readonly patient: PatientId | null;
  /** The reception that was moved to this one. */
  readonly movedFrom: ReceptionId | null;
  /** When it is planned for, by the clinic's clock. */
  readonly start: WallClock | null;
  /** When it was entered; null: that is not told. */
  readonly bookedAt: WallClock | null;
  /** When it was marked so; a mark that tells no time is not among them. */
  readonly markedAt: Readonly<Partial<Record<ReceptionMark, WallClock>>>;
  /** Why it was cancelled; null: no reason was given. */
  readonly reason: { readonly name: string | null; readonly meaning: CancelMeaning } | null;
  /** Where the booking came from, by IDENT's own list; null: that is not told. */
  readonly source: string | null;
  /** By the name that people know; null: none is told. */
  readonly branch: string | null;
  /** Whether it is in a branch that is not among the chosen ones; what cannot be told is in. */
  readonly elsewhere: boolean;
  /** Whether its patient has a completed reception of an earlier time; null: that is not asked for, or not told. */
  readonly cameBefore: boolean | null;
  /** Null: nobody treats, or it is not asked for. */
  readonly doctor: string | null;
  /** What its formed bills come to, in ten-thousandths; null: that cannot be told. */
  readonly bill: bigint | null;
}
