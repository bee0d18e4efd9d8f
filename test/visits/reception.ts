import type { PatientId } from '../../src/contact/model/patient-key.ts';
import type { Reception, ReceptionId } from '../../src/visits/reception.ts';

export const id = (number: number) => number as ReceptionId;

/** A booking of patient 1 that nothing has become of. */
export const reception = (
  number: number,
  movedFrom: number | null,
  more: Partial<Reception> = {},
): Reception => ({
  id: id(number),
  movedFrom: movedFrom === null ? null : id(movedFrom),
  patient: 1 as PatientId,
  start: null,
  ...{ cancelled: false, appeared: false, started: false, ended: false, billed: false },
  ...{ markedAt: {}, reason: null, branch: null, elsewhere: false, doctor: null, bill: 0n },
  ...{ cameBefore: null, bookedAt: null, source: null },
  ...more,
});

export const of = (patient: number | null) => ({ patient: patient as PatientId | null });
