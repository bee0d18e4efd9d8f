import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { isThere } from '../../sql/dialect.ts';
import { isUnmarked, momentOf } from '../tallies/marks.ts';
import { countCell, keyCell, rowsOf, type TallySource } from '../tallies/tally.ts';
import { doctorNames } from './doctor.ts';

/** Each says that the reception is no booking any more; the first two must be there in part. */
const cancels = ['ReceptionCanceled', 'ID_ReceptionCancelReasons'] as const;
const ends = ['ReceptionEnded', 'CheckIssued'] as const;
export const arrivals = ['PatientAppeared', 'ReceptionStarted', ...ends] as const;

/** How long a booking that began may not be over yet. */
export const openHours = 24;

/**
 * The earliest booking of a patient that is still ahead by the clinic's clock (`start`), with its doctor's name
 * (`doctor_0`, …): neither cancelled nor come, and planned for later than now.
 *
 * @param now the clinic's wall clock, asked for anew by every statement: a reading may take hours.
 */
export function bookedTally(catalogue: Catalogue, now: () => string): TallySource | null {
  const booked = bookings(catalogue, arrivals);
  if (!booked) return null;
  const { id, rows, start, isAfter } = booked;
  const doctor = doctorNames(catalogue);
  return {
    ...rows,
    joins: doctor ? [doctor] : [],
    counts: () => isAfter(now()),
    cells: [
      { name: 'start', kind: 'latest', as: 'moment', ranks: 'least', of: start },
      { name: 'reception', kind: 'latest', ranks: 'least', ...keyCell('r', id, catalogue.dialect) },
    ],
  };
}

/** How many bookings of a patient stand (`bookings`): ahead, or begun within a day and not over. */
export function openTally(
  catalogue: Catalogue,
  now: (hoursAgo: number) => string,
): TallySource | null {
  const open = bookings(catalogue, ends);
  return (
    open && {
      ...open.rows,
      counts: () => open.isAfter(now(openHours)),
      cells: [countCell('bookings', sql`1`)],
    }
  );
}

/** Receptions that neither were cancelled nor bear one of these marks. */
export function bookings(catalogue: Catalogue, marks: readonly string[]) {
  const { dialect } = catalogue;
  const find = (column: string) => catalogue.find({ table: 'Receptions', column });
  const [id, patient, planned] = [find('ID'), find('ID_Patients'), find('PlanStart')];
  const cancelled = cancels.map(find).filter(isThere);
  if (!id || !patient || !planned || cancelled.length === 0) return null;
  const start = momentOf('r', planned, dialect);
  const unmarked = [...cancelled, ...marks.map(find).filter(isThere)].map((mark) =>
    isUnmarked('r', mark),
  );
  return {
    id,
    rows: rowsOf('r', { id, patient }, dialect),
    start,
    /** Those that begin after this moment of the clinic's clock. */
    isAfter: (moment: string) =>
      sql.join([...unmarked, sql`${start} > ${dialect.instant(moment, planned.type)}`], sql` and `),
  };
}
