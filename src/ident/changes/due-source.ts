import type { Catalogue } from '../sql/catalogue.ts';
import type { ChangeSource } from './change-source.ts';

/**
 * Bookings whose time comes: nothing is written in IDENT then, and yet they are ahead no more. One statement with two
 * bounds finds them: between where the clinic's clock stood and where it stands.
 *
 * @param hours after its beginning when a booking is looked at; none: never.
 */
export function dueSource(catalogue: Catalogue, hours: readonly number[]): ChangeSource | null {
  const patient = catalogue.find({ table: 'Receptions', column: 'ID_Patients' });
  const column = catalogue.find({ table: 'Receptions', column: 'PlanStart' });
  if (!patient || !column || hours.length === 0) return null;
  return {
    table: column.table,
    owners: [{ column: patient, through: null }],
    kind: 'due',
    column,
    hours,
  };
}
