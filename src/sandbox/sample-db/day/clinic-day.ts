import { type RawBuilder, sql } from 'kysely';
import { patientStatus, staffBase } from '../clinic.ts';
import { feminine, surnameOf } from '../people/names.ts';
import { patientRows } from '../people/patient-rows.ts';
import { mobileDigits, plusSeven } from '../people/phones.ts';
import { streetOf } from '../people/texts.ts';
import type { Row } from '../schema.ts';
import { visit } from '../visits/finished-visit.ts';
import { ago, anyId, type Day, insert, nextId } from './day.ts';

/** One kind of change: the patient it touched, or `null` when there is nobody whom it could touch. */
type Play = (day: Day) => Promise<number | null>;

const plays = {
  newPatient,
  visit,
  payment,
  phone: (day) => editPerson(day, { MobilePhone: plusSeven(mobileDigits(day.faker)) }),
  address: (day) => editPerson(day, { Address: streetOf(day.faker) }),
  marriage: (day) =>
    editPerson(day, { Surname: feminine(surnameOf(day.faker)) }, sql`Sex = 2 and Surname <> ''`),
  comment: (day) =>
    editPatient(day, { Comment: `Звонок ${day.now}, вн. ${day.faker.string.numeric(4)}` }),
  archiving: (day) =>
    editPatient(
      day,
      { Status: patientStatus.archived, ID_ArchiveReasons: 1 },
      sql`coalesce(Status, 1) = 1`,
    ),
  deletion: (day) =>
    editPatient(day, { Status: patientStatus.deleted }, sql`coalesce(Status, 1) <> 3`),
} as const satisfies Record<string, Play>;

export type ChangeKind = keyof typeof plays;

/** A day's mixture: any twenty changes in a row hold all kinds, and most of them what happens most. */
const mixture: readonly ChangeKind[] = [
  ...(['visit', 'phone', 'payment', 'comment', 'newPatient', 'marriage', 'address'] as const),
  ...(['visit', 'payment', 'archiving', 'comment', 'visit', 'deletion', 'payment'] as const),
  ...(['phone', 'newPatient', 'visit', 'comment', 'address', 'payment'] as const),
];

/** Changes draw from streams of their own, beyond all patients' and families'. */
const changeStreams = 50_000_000;

/** Plays the `i`th change. Where there is nobody for its kind, a new patient comes instead. */
export async function playChange(
  day: Day,
  i: number,
): Promise<{ readonly kind: ChangeKind; readonly patientId: number }> {
  const kind = mixture[(day.seed + i) % mixture.length] ?? 'comment';
  day.faker.seed([day.seed, changeStreams + i]);
  const patientId = await plays[kind](day);
  return patientId === null
    ? { kind: 'newPatient', patientId: await newPatient(day) }
    : { kind, patientId };
}

async function newPatient(day: Day): Promise<number> {
  const { now } = day;
  // A patient who is gone leaves the person, whose number is taken.
  const id = Math.max(
    await nextId(day, 'Patients', 'ID_Persons'),
    await nextId(day, 'Persons', 'ID', sql`ID < ${staffBase}`),
  );
  const { Persons = [], Patients = [] } = patientRows(day.faker, day.seed, id);
  await insert(day, {
    Persons: Persons.map((row) => ({ ...row, DateTimeChanged: now })),
    Patients: Patients.map((row) => ({ ...row, DateTimeAdded: now, DateTimeChanged: now })),
  });
  return id;
}

async function editPerson(
  day: Day,
  change: Partial<Row<'Persons'>>,
  fits: RawBuilder<unknown> = sql`1 = 1`,
): Promise<number | null> {
  // Staff are persons, too; their ids stand behind all patients'.
  const id = await anyId(day, 'Persons', 'ID', sql`${fits} and ID < ${staffBase}`);
  if (id === null) return null;
  await day.db
    .updateTable('Persons')
    .set({ ...change, DateTimeChanged: ago(day, 0) })
    .where('ID', '=', id)
    .execute();
  return id;
}

async function editPatient(
  day: Day,
  change: Partial<Row<'Patients'>>,
  fits?: RawBuilder<unknown>,
): Promise<number | null> {
  const id = await anyId(day, 'Patients', 'ID_Persons', fits);
  if (id === null) return null;
  await day.db
    .updateTable('Patients')
    .set({ ...change, DateTimeChanged: ago(day, 0) })
    .where('ID_Persons', '=', id)
    .execute();
  return id;
}

/** Money comes in: it pays a debt, else it is an advance. */
async function payment(day: Day): Promise<number | null> {
  const amount = day.faker.number.int({ min: 1, max: 40 }) * 500;
  const id = await anyId(day, 'Patients', 'ID_Persons');
  if (id === null) return null;
  await day.db
    .updateTable('Patients')
    .set({
      Advance: sql`case when Debt > 0 then Advance else round(coalesce(Advance, 0) + ${amount}, 2) end`,
      Debt: sql`case when Debt > 0 then 0 else Debt end`,
      DateTimeChanged: ago(day, 0),
    })
    .where('ID_Persons', '=', id)
    .execute();
  return id;
}
