import { sql } from 'kysely';
import type { Catalogue } from '../../sql/catalogue.ts';
import { isThere, ref, type SqlDialect } from '../../sql/dialect.ts';
import { isUnmarked, momentOf } from '../tallies/marks.ts';
import { keyCell, type TallySource } from '../tallies/tally.ts';
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
export function bookedTally(
  catalogue: Catalogue,
  dialect: SqlDialect,
  now: () => string,
): TallySource | null {
  const base = bookings(catalogue, dialect, arrivals);
  if (!base) return null;
  const { id, start, planned, unmarked, ...tally } = base;
  const doctor = doctorNames(catalogue, dialect);
  return {
    ...tally,
    joins: doctor ? [doctor] : [],
    counts: () =>
      sql.join([...unmarked, sql`${start} > ${dialect.instant(now(), planned.type)}`], sql` and `),
    cells: [
      { name: 'start', kind: 'latest', as: 'moment', ranks: 'least', of: start },
      { name: 'reception', kind: 'latest', ranks: 'least', ...keyCell(ref('r', id), id, dialect) },
    ],
  };
}

/** How many bookings of a patient stand (`bookings`): ahead, or begun within a day and not over. */
export function openTally(
  catalogue: Catalogue,
  dialect: SqlDialect,
  now: (hoursAgo: number) => string,
): TallySource | null {
  const base = bookings(catalogue, dialect, ends);
  if (!base) return null;
  const { id: _id, start, planned, unmarked, ...tally } = base;
  return {
    ...tally,
    joins: [],
    counts: () =>
      sql.join(
        [...unmarked, sql`${start} > ${dialect.instant(now(openHours), planned.type)}`],
        sql` and `,
      ),
    cells: [{ name: 'bookings', kind: 'count', as: 'count', ranks: false, of: sql`1` }],
  };
}

/** Receptions that neither were cancelled nor bear one of these marks. */
export function bookings(catalogue: Catalogue, dialect: SqlDialect, marks: readonly string[]) {
  const find = (column: string) => catalogue.find({ table: 'Receptions', column });
  const [id, patient, planned] = [find('ID'), find('ID_Patients'), find('PlanStart')];
  const cancelled = cancels.map(find).filter(isThere);
  if (!id || !patient || !planned || cancelled.length === 0) return null;
  return {
    id,
    planned,
    table: id.table,
    key: { of: ref('r', id), column: id },
    patient: { of: ref('r', patient), column: patient },
    from: sql`from ${dialect.table(id.table)} r`,
    start: momentOf(ref('r', planned), planned.type, dialect),
    unmarked: [...cancelled, ...marks.map(find).filter(isThere)].map((mark) =>
      isUnmarked(ref('r', mark), mark.type),
    ),
  };
}
