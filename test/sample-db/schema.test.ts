import { expect, test } from 'vitest';
import { createStatements } from '../../src/sandbox/sample-db/ddl.ts';
import { insertStatement } from '../../src/sandbox/sample-db/row-writer.ts';
import { schema, tableNames } from '../../src/sandbox/sample-db/schema.ts';
import { createdFile, rowsOf } from './support.ts';

const confirmed = {
  Persons: ['ID', 'Surname', 'Name', 'Patronymic', 'Birthday', 'MobilePhone'],
  Patients: ['ID_Persons', 'CardNumber', 'ParentSNP'],
  Receptions: [
    ...[
      'ID',
      'ID_Patients',
      'ID_Staffs',
      'ID_Armchairs',
      'PlanStart',
      'PlanEnd',
      'PatientAppeared',
    ],
    ...['ReceptionStarted', 'ReceptionEnded', 'ReceptionCanceled', 'CheckIssued', 'Comment'],
    ...['ID_ReceptionCancelReasons', 'DateTimeAdded', 'DateTimeChanged'],
  ],
  Staffs: ['ID_Persons', 'Archive'],
  Items: ['ID_Staffs', 'ID_ProfessionNames'],
  ProfessionNames: ['ID', 'NameProfession', 'ID_Roles', 'Archive'],
  Armchairs: ['ID', 'ID_OwnCompanies', 'NameArmchair', 'Archive'],
  OwnCompanies: ['ID', 'Name', 'BranchName'],
  Orders: ['ID', 'ID_Receptions', 'ID_OwnCompanies', 'DateTimeOrder', 'DateTimeBillFormed'],
  OrderServiceRelation: [
    ...['ID', 'ID_Orders', 'ID_ServicePrices', 'CountService', 'DiscountSum'],
    'ID_TreatmentPlanElementRelations',
  ],
  ServiceItems: ['ID', 'Name', 'NotAService'],
  ServiceItemPrices: ['ID', 'ID_ServiceItems', 'Price', 'DateTimeFrom', 'DateTimeTo'],
} as const;

test("IDENT's confirmed tables and columns are there, in its own spelling", async () => {
  const file = await createdFile(1);
  for (const [table, columns] of Object.entries(confirmed)) {
    const found = rowsOf(file, `select name from pragma_table_info('${table}')`).map(
      ({ name }) => name,
    );
    expect(found).toEqual(expect.arrayContaining([...columns]));
  }
});

test("SQL Server's schema is in the syntax and the types of 2012", () => {
  const ddl = createStatements('mssql');
  expect(ddl.filter((statement) => statement.startsWith('create table'))).toHaveLength(
    tableNames.length,
  );
  for (const statement of ddl) {
    expect(statement).not.toMatch(/if not exists|identity|rowversion|inline|"|;/i);
  }
  expect(ddl[0]).toContain('[Surname] nvarchar(150) null');
  expect(ddl[0]).toContain('[Birthday] nvarchar(30) null');
  expect(ddl[0]).toContain('primary key ([ID])');
  expect(ddl.join('\n')).toContain('[Comment] nvarchar(max) null');
  expect(ddl.join('\n')).not.toMatch(/\b(text|integer|varchar)\b(?<!nvarchar)/);
});

test('in SQLite ids are row ids, and dates, numbers as text and leading zeros stand as they were typed', async () => {
  const file = await createdFile(301);
  const typesOf = (column: string, table: string): unknown =>
    rowsOf(
      file,
      `select distinct typeof(${column}) as t from ${table} where ${column} is not null`,
    );
  expect(createStatements('sqlite')[0]).toContain('"ID" integer not null');
  expect(typesOf('Birthday', 'Persons')).toEqual([{ t: 'text' }]);
  expect(typesOf('DateTimeChanged', 'Patients')).toEqual([{ t: 'text' }]);
  expect(typesOf('MobilePhone', 'Persons')).toEqual([{ t: 'text' }]);
  expect(typesOf('CardNumber', 'Patients')).toEqual([{ t: 'text' }]);
  const stamps = rowsOf(
    file,
    `select PlanStart as s from Receptions union select DateTimeChanged from Patients where DateTimeChanged is not null`,
  );
  for (const { s } of stamps) expect(s).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{3})?$/);
});

test('every date-time falls on a step that both DATETIME and DATETIME2 hold exactly', async () => {
  const file = await createdFile(301);
  const fractions = rowsOf(
    file,
    `select distinct substr(s, 20) as f from (select DateTimeChanged as s from Patients union all
     select DateTimeChanged from Persons union all select CheckIssued from Receptions) where s is not null`,
  );
  expect(fractions.length).toBeGreaterThan(50);
  for (const { f } of fractions) expect(f).toMatch(/^(\.\d\d0)?$/);
});

test("an insert keeps SQL Server's limits and binds every value by number", () => {
  const statement = insertStatement('mssql', 'Items', 2);
  expect(statement).toBe(
    'insert into [Items] ([ID_Staffs], [ID_ProfessionNames]) values (@1,@2),(@3,@4)',
  );
  expect(insertStatement('sqlite', 'Items', 1)).toBe(
    'insert into "Items" ("ID_Staffs", "ID_ProfessionNames") values (?,?)',
  );
});

test('every table has a primary key of its own columns', () => {
  for (const table of Object.values(schema)) {
    expect(Object.keys(table.columns)).toEqual(expect.arrayContaining([...table.primaryKey]));
  }
});
