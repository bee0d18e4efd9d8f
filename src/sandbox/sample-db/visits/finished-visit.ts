import { sql } from 'kysely';
import { priceIdOn, serviceOf, staffBase } from '../clinic.ts';
import { ago, anyId, type Day, insert, nextId } from '../day/day.ts';
import { wallClockFor } from '../row-writer.ts';
import { sampleToday } from '../wall-clock.ts';

/**
 * A reception ends and is billed: a booked one if there is any, else the patient comes without booking. Of a booked
 * one only Receptions and Orders are stamped, and not even its DateTimeChanged, as in IDENT: whoever watches Persons
 * and Patients alone does not see it.
 */
export async function visit(day: Day): Promise<number | null> {
  const reception = (await bookedReception(day)) ?? (await walkIn(day));
  if (reception === null) return null;
  await day.db
    .updateTable('Receptions')
    .set({
      PlanStart: ago(day, 60),
      PlanEnd: ago(day, 0),
      PatientAppeared: ago(day, 65),
      ReceptionStarted: ago(day, 58),
      ReceptionEnded: ago(day, 0),
      CheckIssued: ago(day, 0),
    })
    .where('ID', '=', reception)
    .execute();
  await bill(day, reception);
  const row = await day.db
    .selectFrom('Receptions')
    .select('ID_Patients')
    .where('ID', '=', reception)
    .executeTakeFirst();
  return row?.ID_Patients ?? null;
}

async function bookedReception(day: Day): Promise<number | null> {
  const today = wallClockFor(day.flavor, `${sampleToday} 00:00:00`);
  return await anyId(
    day,
    'Receptions',
    'ID',
    sql`ID_Patients is not null and PlanStart >= ${today} and PatientAppeared is null
      and ReceptionCanceled is null and ID_ReceptionCancelReasons is null and ReceptionEnded is null`,
  );
}

async function walkIn(day: Day): Promise<number | null> {
  const ID_Patients = await anyId(day, 'Patients', 'ID_Persons');
  if (ID_Patients === null) return null;
  const ID = await nextId(day, 'Receptions', 'ID');
  await insert(day, {
    Receptions: [
      {
        ID,
        ID_Patients,
        ID_Staffs: staffBase + 1,
        ID_Armchairs: 1,
        PlanStart: day.now,
        PlanEnd: null,
        PatientAppeared: null,
        ReceptionStarted: null,
        ReceptionEnded: null,
        ReceptionCanceled: null,
        CheckIssued: null,
        ID_ReceptionCancelReasons: null,
        Comment: 'Без записи',
        DateTimeAdded: day.now,
        DateTimeChanged: day.now,
      },
    ],
  });
  return ID;
}

/** One order with two services at today's prices. */
export async function bill(day: Day, reception: number): Promise<void> {
  const order = await nextId(day, 'Orders', 'ID');
  const service = await nextId(day, 'OrderServiceRelation', 'ID');
  await insert(day, {
    Orders: [
      {
        ID: order,
        ID_Receptions: reception,
        ID_OwnCompanies: 1,
        DateTimeOrder: day.now,
        DateTimeBillFormed: day.now,
      },
    ],
    OrderServiceRelation: [0, 1].map((i) => ({
      ID: service + i,
      ID_Orders: order,
      ID_ServicePrices: priceIdOn(serviceOf(day.faker), 0),
      CountService: 1,
      DiscountSum: null,
      ID_TreatmentPlanElementRelations: null,
    })),
  });
}
