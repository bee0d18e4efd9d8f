import { copyFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { type Mutations, mutateSampleDatabase } from '../../src/sandbox/sample-db/mutate.ts';
import { connected, countOf, createdFile, dumpOf, newFile, rowsOf } from './support.ts';

const now = '2026-06-02 15:45:30.120';

async function mutated(file: string, changes: number, seed = 1): Promise<Mutations> {
  return await connected(file, (connection) =>
    mutateSampleDatabase(connection, { changes, seed, now }),
  );
}

test('any twenty changes hold all kinds of a clinic day', async () => {
  const { kinds } = await mutated(await createdFile(200), 20, 11);
  expect(Object.keys(kinds).sort()).toEqual([
    ...['address', 'archiving', 'comment', 'deletion', 'marriage', 'newPatient', 'payment'],
    ...['phone', 'visit'],
  ]);
  expect(Object.values(kinds).reduce((a, b) => a + b, 0)).toBe(20);
});

test('the same seed on the same rows makes the same changes', async () => {
  const one = await createdFile(120);
  const other = await newFile();
  await copyFile(one, other);
  expect(await mutated(one, 60, 4)).toEqual(await mutated(other, 60, 4));
  expect(dumpOf(one)).toBe(dumpOf(other));
});

test('new, edited and paying patients are stamped with the given wall clock', async () => {
  const file = await createdFile(100);
  const { kinds } = await mutated(file, 20);
  expect(countOf(file, `Patients where DateTimeAdded = '${now}'`)).toBe(kinds.newPatient);
  expect(countOf(file, `Patients where ID_Persons > 100`)).toBe(kinds.newPatient);
  expect(countOf(file, `Persons where DateTimeChanged = '${now}'`)).toBeGreaterThan(4);
  expect(
    countOf(file, `Patients where Comment like 'Звонок %' and DateTimeChanged = '${now}'`),
  ).toBe(kinds.comment);
});

test('a new patient takes no number of a person whose patient is gone', async () => {
  const file = await createdFile(30);
  const database = new DatabaseSync(file);
  database.exec('delete from Patients where ID_Persons > 28');
  database.close();
  const { kinds } = await mutated(file, 20);
  expect(kinds.newPatient).toBeGreaterThan(0);
  expect(countOf(file, 'Patients where ID_Persons between 29 and 30')).toBe(0);
});

test('a finished reception is seen in Receptions and Orders only', async () => {
  const file = await createdFile(100);
  const { kinds } = await mutated(file, 1, 0);
  expect(kinds).toEqual({ visit: 1 });
  expect(
    countOf(file, `Receptions where ReceptionEnded = '${now}' and CheckIssued = '${now}'`),
  ).toBe(1);
  expect(countOf(file, `Receptions where DateTimeChanged = '${now}'`)).toBe(0);
  expect(countOf(file, `Orders where DateTimeOrder = '${now}'`)).toBe(1);
  expect(countOf(file, `Persons where DateTimeChanged = '${now}'`)).toBe(0);
  expect(countOf(file, `Patients where DateTimeChanged = '${now}'`)).toBe(0);
});

test('a patient without booking is received where nobody has booked', async () => {
  const file = await createdFile(1);
  await mutated(file, 1, 0);
  const { patientIds } = await mutated(file, 1, 0);
  expect(patientIds).toEqual([1]);
  expect(countOf(file, `Receptions where ID_Patients = 1 and DateTimeAdded = '${now}'`)).toBe(1);
});

test('exactly the patients named are touched', async () => {
  const file = await createdFile(300);
  const before = everyPatient(file);
  const { patientIds } = await mutated(file, 80, 2);
  const after = everyPatient(file);
  const touched = [...after.keys()].filter((id) => after.get(id) !== before.get(id));
  expect(touched.sort((a, b) => a - b)).toEqual(patientIds);
});

/** All that is known of each patient, as text. */
function everyPatient(file: string): Map<number, string> {
  const rows = rowsOf(
    file,
    `select p.ID, p.Surname, p.MobilePhone, p.Address, t.Comment, t.Status, t.Advance, t.Debt,
       (select count(*) from Receptions r where r.ID_Patients = p.ID and r.CheckIssued is not null) as visits
     from Patients t join Persons p on p.ID = t.ID_Persons`,
  );
  return new Map(rows.map(({ ID, ...row }) => [Number(ID), JSON.stringify(row)]));
}

test('where there is nobody left to change, a new patient comes', async () => {
  const file = await createdFile(1);
  const { kinds } = await mutated(file, 6, 9); // from the archiving on: one patient cannot bear them all
  expect(Object.values(kinds).reduce((a, b) => a + b, 0)).toBe(6);
  expect(countOf(file, 'Patients')).toBe(1 + (kinds.newPatient ?? 0));
});

test("without a given time the stamps are the machine's local time", async () => {
  const file = await createdFile(100);
  await connected(file, (connection) => mutateSampleDatabase(connection, { changes: 20, seed: 1 }));
  const [{ added, days } = {}] = rowsOf(
    file,
    `select max(DateTimeAdded) as added,
       abs(julianday('now', 'localtime') - julianday(max(DateTimeAdded))) as days from Patients`,
  );
  expect(added).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d\d0$/);
  expect(Number(days)).toBeLessThan(0.01);
});

test('a database that is not a sample is refused: a clinic is never written to', async () => {
  const file = await newFile();
  const clinic = new DatabaseSync(file);
  clinic.exec(
    'create table Persons (ID integer primary key); create table Patients (ID_Persons integer)',
  );
  clinic.close();
  await expect(mutated(file, 5)).rejects.toMatchObject({
    code: 'SAMPLE_DB_NOT_SAMPLE',
    exit: 2,
    message: expect.stringContaining(file),
  });
});
