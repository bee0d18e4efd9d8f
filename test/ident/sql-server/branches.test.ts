import { expect, test } from 'vitest';
import { answerAsIdent } from '../../support/sql-server/tds-ident.ts';
import type { TdsAnswer, TdsScript } from '../../support/sql-server/tds-server.ts';
import { everyone, many, setUp, tables } from './scripted-sql-server.ts';

const clinic = {
  tables: {
    ...tables,
    Receptions: {
      ...{ ID: 'int', ID_Patients: 'int', ID_Armchairs: 'int', ReceptionEnded: 'datetime' },
      ...{ ReceptionCanceled: 'datetime', ID_ReceptionCancelReasons: 'int', PlanStart: 'datetime' },
    },
    Armchairs: { ID: 'int', ID_OwnCompanies: 'int' },
    OwnCompanies: { ID: 'int', Name: 'nvarchar', BranchName: 'nvarchar' },
    Orders: { ID: 'int', ID_OwnCompanies: 'int', ID_Receptions: 'int', ID_Patients: 'int' },
  },
  patients: many(3),
};

const texts = (...names: string[]) => names.map((name) => ({ name, type: 'nvarchar' as const }));
const ints = (...names: string[]) => names.map((name) => ({ name, type: 'int' as const }));

const companies: TdsAnswer = {
  columns: texts('id', 'name_0', 'name_1'),
  rows: [
    ['1', 'Север', 'ООО «Улыбка»'],
    ['2', '', 'ИП Белова А. С.'],
  ],
};
/** How often patients 1 and 4 were anywhere, and in a chosen branch; 7 was nowhere. */
const stays: TdsAnswer = {
  columns: ints('id', 'anywhere', 'within'),
  rows: [
    [1, 2, 1],
    [4, 3, 0],
  ],
};
const census: TdsAnswer = {
  columns: [...texts('branch'), ...ints('n')],
  rows: [
    ['1', 5],
    [null, 2],
  ],
};

/** What of our statements SQL Server 2012 does not know. */
const newer =
  /\b(string_agg|string_split|concat_ws|translate|greatest|least|limit|json_\w+)\b|\|\||(?<![lr])trim\(|is distinct/i;

function script(told: string[]): TdsScript {
  const answer = answerAsIdent(clinic);
  return {
    answer: (statement) => {
      const { sql } = statement;
      if (!/"Armchairs"|"OwnCompanies"|"Orders"|"Receptions"/.test(sql)) return answer(statement);
      if (sql.includes('sys.')) return answer(statement);
      told.push(sql);
      if (sql.includes('name_0')) return companies;
      if (sql.includes(' as branch, count(*)')) return census;
      if (sql.includes('within')) return stays;
      return answer(statement);
    },
  };
}

test('the chosen branches are read of SQL Server in words that 2012 knows, by the keys of the branches alone', async () => {
  const told: string[] = [];
  const { ident } = await setUp(script(told), {}, undefined, {
    names: ['север'],
    withoutVisits: false,
  });
  const { branches } = await ident.probe();
  expect(branches).toMatchObject({ isReadable: true, unknown: [], gone: [] });
  expect([...(branches?.ids ?? [])]).toEqual([['север', ['1']]]);
  const outside = (await everyone(ident)).map((one) => one.outside);
  expect(outside).toEqual([undefined, 'elsewhere', 'nowhere']);
  expect(await ident.branches()).toEqual({
    branches: [
      { id: '1', names: ['Север', 'ООО «Улыбка»'], patients: 5 },
      { id: '2', names: ['ИП Белова А. С.'], patients: 0 },
    ],
    unknown: 2,
  });
  expect(told.length).toBeGreaterThan(3);
  for (const sql of told) {
    expect(sql).not.toMatch(newer);
    expect(sql).toMatch(/option \(maxdop 1\)\s*$/);
  }
});
