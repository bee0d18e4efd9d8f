import { today } from '../../../src/contact/value/dates.ts';
import { hideCanary } from '../canary.ts';
import { Clinic, type ClinicOptions } from '../clinic.ts';

/** The clinic's day, so many days from now. */
export const dayFromNow = (days: number): string =>
  today(Date.now() + days * 86_400_000, 'Europe/Moscow');

/** A reception, and how it is stamped. */
export interface Booking {
  readonly id: number;
  readonly patient: number | null;
  /** `2026-05-04 10:00:00` */
  readonly start: string;
  readonly stamp?: 'PatientAppeared' | 'CheckIssued' | 'ReceptionCanceled';
}

const now = "strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')";

export function book(clinic: Clinic, { id, patient, start, stamp }: Booking): void {
  clinic.sql(
    `insert into Receptions (ID, ID_Patients, PlanStart, ID_Staffs, DateTimeAdded, DateTimeChanged)
     values (?, ?, ?, 2, ${now}, ${now})`,
    ...[id, patient, start],
  );
  if (stamp !== undefined) mark(clinic, id, stamp);
}

/** Stamps a reception, as of yesterday unless another moment is given. */
export function mark(
  clinic: Clinic,
  id: number,
  stamp: NonNullable<Booking['stamp']>,
  at = `${dayFromNow(-1)} 09:00:00`,
): void {
  clinic.sql(
    `update Receptions set ${stamp} = ?, DateTimeChanged = ${now} where ID = ?`,
    ...[at, id],
  );
}

/** An installation whose visits are deals, and that has these bookings alone. */
export const clinicOfVisits = (
  bookings: readonly Booking[],
  options: ClinicOptions = {},
): Promise<Clinic> =>
  Clinic.open({
    patients: 12,
    ...options,
    first: [['visits', 'setup']],
    env: { VISITS: 'deals', VISITS_DOCTOR: 'true', ...options.env },
    prepare: (clinic) => {
      hideCanary(clinic);
      for (const table of ['OrderServiceRelation', 'Orders', 'Receptions'])
        clinic.sql(`delete from ${table}`);
      for (const one of bookings) book(clinic, one);
    },
  });
