import type { PatientId, WallClock } from '../contact/model/patient.ts';

/** `Receptions.ID` of one database. */
export type ReceptionId = number & { readonly __brand: 'ReceptionId' };

/** A row of Receptions: a booking and what has become of it. */
export interface Reception {
  readonly id: ReceptionId;
  readonly patient: PatientId | null;
  /** The reception that was moved to this one. */
  readonly movedFrom: ReceptionId | null;
  /** When it is planned for, by the clinic's clock. */
  readonly start: WallClock | null;
  readonly cancelled: boolean;
  readonly appeared: boolean;
  readonly started: boolean;
  readonly ended: boolean;
  readonly billed: boolean;
}
