import { expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import type { ReceptionId } from '../../../src/visits/reception.ts';
import { answerAsIdent } from '../../support/sql-server/tds-ident.ts';
import type { TdsStatement } from '../../support/sql-server/tds-request.ts';
import type { TdsAnswer, TdsScript } from '../../support/sql-server/tds-server.ts';
import { many, setUp, tables } from './scripted-sql-server.ts';

const clinic = {
  tables: {
    ...tables,
    Receptions: {
      ...{ ID: 'int', ID_Patients: 'int', ID_Armchairs: 'int', ID_Staffs: 'int' },
      ...{ PlanStart: 'datetime', PatientAppeared: 'datetime', ReceptionStarted: 'datetime' },
      ...{ ReceptionEnded: 'datetime', ReceptionCanceled: 'datetime', CheckIssued: 'datetime' },
      ...{ ID_ReceptionCancelReasons: 'int', ID_ReceptionsTransferFrom: 'int' },
      ...{ ReceptionAdded: 'datetime', DateTimeAdded: 'datetime', DateTimeChanged: 'datetime' },
      ...{ ID_AppointmentSources: 'int', RowVersion: 'rowversion' },
    },
    ReceptionCancelReasons: { ID: 'int', Name: 'nvarchar' },
    AppointmentSources: { ID: 'int', Name: 'nvarchar' },
    Staffs: { ID_Persons: 'int' },
    Armchairs: { ID: 'int', ID_OwnCompanies: 'int' },
    OwnCompanies: { ID: 'int', Name: 'nvarchar', BranchName: 'nvarchar' },
    Orders: {
      ...{ ID: 'int', ID_OwnCompanies: 'int', ID_Receptions: 'int', ID_Patients: 'int' },
      ...{ DateTimeOrder: 'datetime', DateTimeBillFormed: 'datetime' },
    },
    OrderServiceRelation: {
      ...{ ID: 'int', ID_Orders: 'int', ID_ServicePrices: 'int', CountService: 'int' },
      ...{ DiscountSum: 'decimal', ID_Returns: 'int', IsWarranty: 'bit' },
    },
    ServiceItemPrices: { ID: 'int', Price: 'decimal' },
  },
  patients: many(3),
};

/** What of our statements SQL Server 2012 does not know. */
const newer =
  /\b(string_agg|string_split|concat_ws|translate|greatest|least|limit|json_\w+|drop\s+\w+\s+if\s+exists)\b|\|\||(?<![lr])trim\(|is distinct/i;

const rules = { cancelReasons: new Map(), withDoctors: true, tellsFirst: true };

/** A row of a move, as the reader asks for it. */
const receptions: TdsAnswer = {
  columns: [
    ...(['id', 'patient', 'moved_from'] as const).map((name) => ({ name, type: 'int' as const })),
    ...(['start', 'booked_at', 'appeared_at'] as const).map((name) => ({
      ...{ name, type: 'nvarchar' as const },
    })),
    ...(['reason', 'source', 'cancelled', 'appeared', 'started', 'ended', 'billed'] as const).map(
      (name) => ({ name, type: 'int' as const }),
    ),
  ],
  rows: [
    [
      7,
      1,
      5,
      '2026-05-06 10:00:00',
      '2026-05-04 09:00:00',
      '2026-05-06 09:55:00',
      null,
      null,
      0,
      1,
      0,
      0,
      0,
    ],
  ],
};

function script(told: TdsStatement[]): TdsScript {
  const answer = answerAsIdent(clinic);
  return {
    answer: (statement) => {
      const { sql } = statement;
      if (!/"Receptions"|"Orders"|"OrderServiceRelation"/.test(sql) || sql.includes('sys.'))
        return answer(statement);
      told.push(statement);
      return /as moved_from/i.test(sql) ? receptions : answer(statement);
    },
  };
}

/** What stands in `group by`, and the cells that are no aggregates, have to be the same words: else the server refuses. */
function ungrouped({ sql }: TdsStatement): readonly string[] {
  const [, cells = '', keys] =
    /^\s*select\s+([\s\S]*?)\s+from\s[\s\S]*\bgroup by\s+([\s\S]*?)\s+option/i.exec(sql) ?? [];
  // One of a table in brackets is followed by what stands outside of it.
  if (keys === undefined || /\bwhere\b/i.test(keys)) return [];
  const plain = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  const [first = ''] = plain(cells).split(/ as /i);
  return plain(keys).startsWith(first) && !/@\w+/.test(keys) ? [] : [sql];
}

test('the visits of deals are read of SQL Server in words that 2012 knows, within the numbers of values that it takes', async () => {
  const told: TdsStatement[] = [];
  const { ident } = await setUp(script(told));
  const windows = { from: '2026-05-01T00:00:00', to: '2026-06-01T00:00:00' };
  const [one] = (await ident.receptions(windows, rules)) ?? [];
  expect(one).toMatchObject({
    ...{ id: 7, patient: 1, movedFrom: 5, start: '2026-05-06T10:00:00', appeared: true },
    markedAt: { appeared: '2026-05-06T09:55:00' },
  });
  const ids = Array.from({ length: 500 }, (_, at) => (at + 1) as ReceptionId);
  await ident.receptions({ with: ids }, rules);
  await ident.receptions({ of: 1 as PatientId }, rules);
  const scan = await ident.changedReceptions(null);
  await ident.changedReceptions(scan?.next ?? null);
  expect(told.length).toBeGreaterThan(10);
  for (const statement of told) {
    expect(statement.sql).not.toMatch(newer);
    expect(statement.sql).toMatch(/option \(maxdop 1\)\s*$/);
    expect(statement.parameters.length, statement.sql).toBeLessThanOrEqual(2_100);
    expect(ungrouped(statement)).toEqual([]);
  }
  const kinds = ['as moved_from', 'as bill', 'min('];
  for (const kind of kinds)
    expect(
      told.some(({ sql }) => sql.includes(kind)),
      kind,
    ).toBe(true);
});
