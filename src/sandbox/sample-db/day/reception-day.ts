import { sql } from 'kysely';
import { staffBase } from '../clinic.ts';
import { wallClockFor } from '../row-writer.ts';
import { bill } from '../visits/finished-visit.ts';
import { shifted } from '../wall-clock.ts';
import { ago, anyId, type Day, insert, nextId } from './day.ts';

/** How many of each are to happen; where no reception is left for one, fewer do. */
export interface Receptions {
  /** Of the days from now on. */
  readonly bookings?: number;
  /** Patients who are there, and sit in the chair. */
  readonly arrivals?: number;
  /** Of those who are there: their visits are over and billed. */
  readonly bills?: number;
  readonly cancellations?: number;
  /** To another day: the former row is cancelled, and the new one points back at it. */
  readonly moves?: number;
}

export type ReceptionEvent = 'booking' | 'arrival' | 'bill' | 'cancellation' | 'move';

/** Ids of the receptions that each happened to; of a move the new one's. */
export type PlayedReceptions = Readonly<Record<ReceptionEvent, readonly number[]>>;

/** Streams of their own, beyond those of other changes. */
const streams = 60_000_000;
/** So long ago that no program waits any more for who clicked wrongly, or books anew. */
const minutesAgo = 20;
/** Bookings are for so many days. */
const daysAhead = 20;

/** Plays what becomes of receptions; among those that nothing happened to, the oldest numbers first. */
export async function playReceptions(
  day: Day,
  { bookings = 0, arrivals = 0, bills = 0, cancellations = 0, moves = 0 }: Receptions,
): Promise<PlayedReceptions> {
  day.faker.seed([day.seed, streams]);
  const played: Record<ReceptionEvent, number[]> = {
    booking: [],
    arrival: [],
    bill: [],
    cancellation: [],
    move: [],
  };
  // Who came before is billed before others come.
  for (const id of await present(day, bills)) {
    await stamp(day, id, { ReceptionEnded: ago(day, 1), CheckIssued: ago(day, 1) });
    await bill(day, id);
    played.bill.push(id);
  }
  for (const id of await untouched(day, arrivals)) {
    await stamp(day, id, { PatientAppeared: ago(day, minutesAgo), ReceptionStarted: ago(day, 5) });
    played.arrival.push(id);
  }
  for (const id of await untouched(day, cancellations)) {
    const reason = day.faker.helpers.arrayElement(reasons);
    await cancel(day, id, reason);
    played.cancellation.push(id);
  }
  for (const id of await untouched(day, moves)) {
    await cancel(day, id, movedReason);
    played.move.push(await book(day, id));
  }
  for (let i = 0; i < bookings; i += 1) played.booking.push(await book(day, null));
  return played;
}

/** «Передумал», «Заболел врач»; «Перенос на другой день» is for moves. */
const reasons = [2, 3] as const;
const movedReason = 4;

async function book(day: Day, from: number | null): Promise<number> {
  const ID = await nextId(day, 'Receptions', 'ID');
  const start = shifted(
    `${day.now.slice(0, 10)} 09:00:00`,
    day.faker.number.int({ max: daysAhead - 1 }) * 1440 + day.faker.number.int({ max: 16 }) * 30,
  );
  const patient =
    from === null ? await anyId(day, 'Patients', 'ID_Persons') : await patientOf(day, from);
  await insert(day, {
    Receptions: [
      {
        ID,
        ID_Patients: patient,
        ID_Staffs: staffBase + 1,
        ID_Armchairs: 1,
        PlanStart: start,
        PlanEnd: shifted(start, 60),
        PatientAppeared: null,
        ReceptionStarted: null,
        ReceptionEnded: null,
        ReceptionCanceled: null,
        CheckIssued: null,
        ID_ReceptionCancelReasons: null,
        ID_ReceptionsTransferFrom: from,
        Comment: null,
        DateTimeAdded: day.now,
        DateTimeChanged: day.now,
      },
    ],
  });
  return ID;
}

async function patientOf({ db }: Day, id: number): Promise<number | null> {
  const row = await db
    .selectFrom('Receptions')
    .select('ID_Patients')
    .where('ID', '=', id)
    .executeTakeFirst();
  return row?.ID_Patients ?? null;
}

const cancel = (day: Day, id: number, reason: number) =>
  stamp(day, id, { ReceptionCanceled: ago(day, minutesAgo), ID_ReceptionCancelReasons: reason });

async function stamp(
  day: Day,
  id: number,
  marks: Readonly<Record<string, string | number>>,
): Promise<void> {
  await day.db
    .updateTable('Receptions')
    .set({ ...marks, DateTimeChanged: ago(day, 0) })
    .where('ID', '=', id)
    .execute();
}

/** Booked for today or later, and nothing happened since. */
const untouched = (day: Day, count: number) =>
  idsOf(
    day,
    count,
    sql`ID_Patients is not null and PlanStart >= ${wallClockFor(day.flavor, `${day.now.slice(0, 10)} 00:00:00`)}
      and PatientAppeared is null and ReceptionCanceled is null and ReceptionEnded is null`,
  );

/** Somebody is in the chair, and was before now. */
const present = (day: Day, count: number) =>
  idsOf(
    day,
    count,
    sql`ReceptionStarted is not null and ReceptionEnded is null and ReceptionCanceled is null
      and PlanStart >= ${wallClockFor(day.flavor, `${day.now.slice(0, 10)} 00:00:00`)}`,
  );

async function idsOf(
  { db, flavor }: Day,
  count: number,
  fits: ReturnType<typeof sql>,
): Promise<readonly number[]> {
  if (count === 0) return [];
  const rows =
    flavor === 'mssql'
      ? sql<{
          id: number;
        }>`select top (${sql.lit(count)}) ID as id from Receptions where ${fits} order by ID`
      : sql<{
          id: number;
        }>`select ID as id from Receptions where ${fits} order by ID limit ${sql.lit(count)}`;
  return (await rows.execute(db)).rows.map(({ id }) => id);
}
