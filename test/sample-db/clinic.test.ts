import { afterAll, beforeAll, expect, test } from 'vitest';
import { countOf, createdFile, rowsOf } from './support.ts';

let file: string;

beforeAll(async () => {
  file = await createdFile(500, 42, afterAll);
});

test('services, prices, doctors and branches join to the rows that use them', () => {
  const orphans = [
    `OrderServiceRelation where ID_ServicePrices not in (select ID from ServiceItemPrices)`,
    `OrderServiceRelation where ID_Orders not in (select ID from Orders)`,
    `Orders where ID_Receptions not in (select ID from Receptions)`,
    `Orders where ID_OwnCompanies not in (select ID from OwnCompanies)`,
    `Receptions where ID_Armchairs not in (select ID from Armchairs)`,
    `Receptions where ID_Staffs not in (select ID_Persons from Staffs)`,
    `Patients where ID_AdSources not in (select ID from AdSources)`,
    `Items where ID_ProfessionNames not in (select ID from ProfessionNames)`,
  ];
  expect(orphans.map((fromWhere) => countOf(file, fromWhere))).toEqual(orphans.map(() => 0));
});

test('a service is billed at the price that held on the day', () => {
  const wrong = countOf(
    file,
    `Orders o join OrderServiceRelation s on s.ID_Orders = o.ID
     join ServiceItemPrices p on p.ID = s.ID_ServicePrices
     where o.DateTimeOrder < p.DateTimeFrom or o.DateTimeOrder >= coalesce(p.DateTimeTo, '9999-12-31')`,
  );
  expect(wrong).toBe(0);
});

test('some doctors have two professions, some branches no name of their own', () => {
  expect(countOf(file, '(select 1 from Items group by ID_Staffs having count(*) = 2)')).toBe(4);
  expect(countOf(file, 'OwnCompanies where BranchName is null')).toBe(1);
});

test('SNILS and INN have valid check digits', () => {
  for (const { SNILS, INN } of rowsOf(
    file,
    `select * from Persons where INN <> '' and SNILS <> ''`,
  )) {
    const snils = String(SNILS).replace(/\D/g, '');
    const sum = [...snils.slice(0, 9)].reduce(
      (total, digit, i) => total + Number(digit) * (9 - i),
      0,
    );
    expect(((sum % 101) % 100).toString().padStart(2, '0')).toBe(snils.slice(9));
    const inn = [...String(INN).trim()].map(Number);
    const check = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8].reduce(
      (total, w, i) => total + w * (inn[i] ?? 0),
      0,
    );
    expect((check % 11) % 10).toBe(inn[11]);
  }
});
