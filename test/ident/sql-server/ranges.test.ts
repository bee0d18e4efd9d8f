import { describe, expect, it } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { answerAsIdent } from '../../support/sql-server/tds-ident.ts';
import type { TdsStatement } from '../../support/sql-server/tds-request.ts';
import type { TdsAnswer, TdsScript } from '../../support/sql-server/tds-server.ts';
import { asked, everyone, many, setUp, tables } from './scripted-sql-server.ts';

const clinic = {
  tables: {
    ...tables,
    Receptions: {
      ...{ ID: 'int', ID_Patients: 'int', ReceptionEnded: 'datetime' },
      ...{ ReceptionCanceled: 'datetime', PlanStart: 'datetime' },
    },
  },
  patients: many(3),
};

const highest = 400_000;

/** Receptions 1 to 400,000 of patient 1, one visit a thousand of them; `answers` may say something else of a range. */
function script(answers: (span: number) => TdsAnswer | null = () => null): TdsScript {
  const answer = answerAsIdent(clinic);
  return {
    answer: (statement) => {
      const { sql, parameters } = statement;
      if (sql.includes('has_filter')) return keys;
      if (!sql.includes('"Receptions"')) return answer(statement);
      if (sql.includes('select min(')) return bounds;
      const [above, upTo] = rangeOf({ ...statement, parameters });
      return (
        answers(upTo - above) ?? {
          columns: [
            { name: 'id', type: 'int' },
            { name: 'visits', type: 'int' },
            { name: 'first_visit', type: 'nvarchar' },
          ],
          rows: [[1, (upTo - above) / 1_000, '2026-01-02T10:00:00']],
        }
      );
    },
  };
}

const keys: TdsAnswer = {
  columns: [
    { name: 'table', type: 'nvarchar' },
    { name: 'column', type: 'nvarchar' },
    ...(['view', 'nullable', 'leads'] as const).map((name) => ({ name, type: 'int' as const })),
  ],
  rows: [['Receptions', 'ID', 0, 0, 1]],
};
const bounds: TdsAnswer = {
  columns: [
    { name: 'low', type: 'int' },
    { name: 'high', type: 'int' },
  ],
  rows: [[1, highest]],
};

const rangeOf = ({ parameters }: TdsStatement): readonly [above: number, upTo: number] => [
  Number(parameters[0]?.value),
  Number(parameters[1]?.value),
];

describe('the ranges in which SQL Server is read', () => {
  it('follow each other from the first key to the last, and what they tell is added up', async () => {
    const { ident, server } = await setUp(script());
    const [first, second] = await everyone(ident);
    expect(first).toMatchObject({ id: 1, visits: 400, firstVisit: '2026-01-02' });
    expect(second).toMatchObject({ id: 4, visits: 0 });
    const ranges = asked(server, '"Receptions"')
      .filter(({ sql }) => sql.includes('group by'))
      .map(rangeOf);
    expect(ranges[0]?.[0]).toBe(0);
    expect(ranges.at(-1)?.[1]).toBe(highest);
    for (const [at, [above]] of ranges.slice(1).entries()) expect(above).toBe(ranges[at]?.[1]);
  });

  it('get smaller when one is not answered in time, and are not waited for as for a failure', async () => {
    let silent = 0;
    const { ident, waits } = await setUp(
      script((span) => {
        if (span <= 30_000) return null;
        silent += 1;
        return 'silence';
      }),
      { commandTimeoutMs: 1_500 },
    );
    expect((await everyone(ident))[0]).toMatchObject({ visits: 400 });
    expect(waits).toEqual([]);
    // What was too much once is not tried again.
    expect(silent).toBe(1);
  }, 15_000);

  it('that are not answered however small they are end the reading as any statement does', async () => {
    const { ident, waits } = await setUp(
      script(() => 'silence'),
      { commandTimeoutMs: 300 },
    );
    await expect(everyone(ident)).rejects.toMatchObject({ code: 'IDENT_TIMEOUT' });
    expect(waits.slice(-3)).toEqual([1_000, 3_000, 10_000]);
  });

  it('are followed by pages of patients in the order of their keys where many are looked up', async () => {
    const { ident, server } = await setUp({
      ...{ tables: clinic.tables, patients: many(250) },
    });
    const wanted = many(250)
      .map((patient) => patient.id as PatientId) // tests name patients by plain numbers
      .filter((id) => id % 2 === 0);
    const found = await ident.byIds(wanted, { patients: 120 });
    expect(found.map((patient) => patient.id)).toEqual(wanted);
    const pages = asked(server, '"ID_Persons" >= @1 and "t"."ID_Persons" <= @2');
    expect(pages.map(({ parameters }) => parameters.map(({ value }) => Number(value)))).toEqual([
      [4, 748],
      [304, 748],
      [604, 748],
    ]);
    for (const { sql } of pages) expect(sql).toMatch(/select top \(100\)[\s\S]* order by "t"/);
    expect(asked(server, '"ID_Persons" in (')).toEqual([]);
  });

  it('leave an audited server as much peace as they took, and no other reading waits', async () => {
    const { ident, waits } = await setUp(script());
    for await (const _ of ident.all(undefined, { asAudit: true }));
    expect(waits.length).toBeGreaterThan(3);
    const once = await setUp(script());
    await everyone(once.ident);
    expect(once.waits).toEqual([]);
  });
});
