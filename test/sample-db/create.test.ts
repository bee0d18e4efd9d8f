import { expect, test, vi } from 'vitest';
import { createSampleDatabase } from '../../src/sandbox/sample-db/create.ts';
import { connected, countOf, createdFile, dumpOf, newFile, rowsOf } from './support.ts';

/** What a patient consists of, staff and clinic aside. */
function patientsUpTo(file: string, last: number): unknown {
  return [
    rowsOf(file, 'select * from Persons where ID <= ? order by ID', last),
    rowsOf(file, 'select * from Patients where ID_Persons <= ? order by ID_Persons', last),
    rowsOf(file, 'select * from Receptions where ID < ? order by ID', (last + 1) * 16),
    rowsOf(file, 'select * from Orders where ID < ? order by ID', (last + 1) * 32),
    rowsOf(file, 'select * from OrderServiceRelation where ID < ? order by ID', (last + 1) * 128),
  ];
}

test('the same number and seed make the same database, row by row, on any day', async () => {
  const one = await createdFile(150, 7);
  vi.useFakeTimers({ now: Date.parse('2031-02-03T04:05:06Z'), toFake: ['Date'] });
  const other = await createdFile(150, 7).finally(() => vi.useRealTimers());
  expect(dumpOf(other)).toBe(dumpOf(one));
});

test('another seed makes other patients', async () => {
  const names = async (seed: number) =>
    rowsOf(
      await createdFile(50, seed),
      'select Surname, Name from Persons where ID between 2 and 50',
    );
  expect(await names(1)).not.toEqual(await names(2));
});

test('a patient is the same however many others there are', async () => {
  const few = await createdFile(130, 3);
  const many = await createdFile(333, 3);
  expect(patientsUpTo(many, 130)).toEqual(patientsUpTo(few, 130));
});

test('patients have the ids 1 to N, and staff ids stand far behind them', async () => {
  const file = await createdFile(40);
  expect(
    rowsOf(file, 'select min(ID_Persons) a, max(ID_Persons) b, count(*) n from Patients'),
  ).toEqual([{ a: 1, b: 40, n: 40 }]);
  expect(countOf(file, 'Persons where ID between 41 and 2000000')).toBe(0);
  expect(countOf(file, 'Staffs s join Persons p on p.ID = s.ID_Persons')).toBe(15);
});

test('patient 1 is an ordinary adult with everything filled, whatever the seed', async () => {
  const first = async (seed: number) =>
    rowsOf(
      await createdFile(1, seed),
      'select * from Persons p join Patients t on t.ID_Persons = p.ID where p.ID = 1',
    );
  const [patient] = await first(1);
  expect(patient).toMatchObject({
    Surname: 'Иванов',
    Name: 'Иван',
    Patronymic: 'Иванович',
    MobilePhone: '+7 (925) 123-45-67',
    Birthday: '1985-05-15',
    CardNumber: 'CARD001',
    PatientNumber: 'PAT001',
    City: 'Москва',
    Status: 1,
    DiscountPercent: 5,
  });
  const empty = Object.entries(patient ?? {}).filter(([, cell]) => cell === null || cell === '');
  expect(empty.map(([column]) => column)).toEqual(['ParentSNP', 'ID_ArchiveReasons']);
  expect(await first(99)).toEqual([patient]);
});

test('a database that has tables is refused by name, and left as it was', async () => {
  const file = await createdFile(5);
  const before = dumpOf(file);
  const again = connected(file, (connection) =>
    createSampleDatabase(connection, { patients: 5, seed: 1 }),
  );
  await expect(again).rejects.toMatchObject({
    code: 'SAMPLE_DB_NOT_EMPTY',
    exit: 2,
    message: expect.stringContaining(file),
  });
  expect(dumpOf(file)).toBe(before);
});

test.each([
  { patients: 0, seed: 1 },
  { patients: 1_000_001, seed: 1 },
  { patients: 2.5, seed: 1 },
  { patients: 5, seed: -1 },
])('numbers out of range are refused before anything is written: %o', async (options) => {
  const file = await newFile();
  await expect(
    connected(file, (connection) => createSampleDatabase(connection, options)),
  ).rejects.toMatchObject({ code: 'SAMPLE_DB_BAD_NUMBER', exit: 2 });
  expect(rowsOf(file, 'select name from sqlite_master')).toEqual([]);
});

test('progress is told up to the last patient', async () => {
  const told: number[] = [];
  await connected(await newFile(), (connection) =>
    createSampleDatabase(connection, {
      patients: 450,
      seed: 1,
      onProgress: (done) => told.push(done),
    }),
  );
  expect(told).toEqual([200, 400, 450]);
});

test('a broken-off creation leaves an empty database', async () => {
  const file = await newFile();
  const brokenOff = connected(file, (connection) =>
    createSampleDatabase(connection, {
      patients: 450,
      seed: 1,
      onProgress: () => {
        throw new Error('stopped');
      },
    }),
  );
  await expect(brokenOff).rejects.toThrow('stopped');
  expect(rowsOf(file, 'select name from sqlite_master')).toEqual([]);
});
