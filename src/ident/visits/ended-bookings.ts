import { sql } from 'kysely';
import { chunks } from '../../chunks.ts';
import { type Patient, unknownPatient } from '../../contact/model/patient.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { arrivals, bookings } from '../computed/visits/booked.ts';
import { doctorName, doctorNames } from '../computed/visits/doctor.ts';
import { idList } from '../sql/id-list.ts';
import { integerOf, parseWallClock } from '../sql/parse-cell.ts';
import type { Reading } from './cancel-reasons.ts';

/** A booking that is ahead no more, as it stood in its patient's contact while it was. */
export type EndedBooking = Pick<Patient, 'id' | 'nextVisit' | 'nextDoctor'>;

/** As many as a list of ids in a statement may have. */
const most = 500;

/**
 * All bookings of these patients that are over as bookings are: the patient came, they were cancelled, their time passed.
 * One without a time was never ahead.
 */
export async function readEndedBookings(
  { queries, catalogue }: Reading,
  ids: readonly PatientId[],
  /** The clinic's wall clock. */
  now: string,
): Promise<readonly EndedBooking[]> {
  const { dialect } = catalogue;
  const booked = bookings(catalogue, arrivals);
  if (!booked) return [];
  const { start, isAfter } = booked;
  const { from, patient } = booked.rows;
  const doctor = doctorNames(catalogue);
  const id = dialect.key(patient.of, patient.column.type);
  const cells = (doctor?.cells ?? []).map(({ name, of }) => sql`${of} as ${sql.ref(name)}`);
  const ended: EndedBooking[] = [];
  for (const some of chunks(ids, most)) {
    const rows = await queries.run(
      'bookings that ended',
      sql`select ${sql.join([sql`${id} as id`, sql`${dialect.stampText(start)} as start`, ...cells])}
        ${from} ${doctor?.join ?? sql``}
        where ${id} in (${idList(some)}) and ${start} is not null
          and not (${isAfter(now)}) ${dialect.end}`,
    );
    for (const row of rows) {
      const key = integerOf(row['id']);
      if (key === null) continue;
      const names = doctor?.cells.map(({ name }) => row[name]);
      ended.push({
        // It was asked for by its patient.
        id: key as PatientId,
        nextVisit: parseWallClock(row['start']),
        nextDoctor: names && doctorName(names),
      });
    }
  }
  return ended;
}

/** A patient of whom nothing is known but such a booking. */
export const asShown = (booking: EndedBooking): Patient => ({
  ...unknownPatient(booking.id),
  ...booking,
});
