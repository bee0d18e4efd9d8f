import { describe, expect, it, onTestFinished } from 'vitest';
import { answerAsIdent, type TdsIdent } from '../../../support/sql-server/tds-ident.ts';
import { startTdsServer, type TdsAnswer } from '../../../support/sql-server/tds-server.ts';
import { everyone, interrupted, many, setUp, tables } from '../scripted-sql-server.ts';

describe('when SQL Server breaks a statement off', () => {
  const ident: TdsIdent = { tables, patients: many(250) };
  const isSecondPage = (sql: string) => /> @1\s+order by/.test(sql);
  /** Says `answer` to the second page the first `times` times. */
  const failing = (times: number, answer: TdsAnswer) => {
    let failed = 0;
    return interrupted(ident, (sql) => (isSecondPage(sql) && failed++ < times ? answer : null));
  };
  const half: TdsAnswer = {
    columns: [{ name: 'id', type: 'int' }],
    rows: [[301], [304], [307]],
  };

  it.each<[string, TdsAnswer, string]>([
    [
      'a deadlock (1205), even after rows',
      { ...half, error: { number: 1205, class: 13, message: 'deadlock victim: Канарейкина' } },
      'IDENT_DEADLOCK',
    ],
    ['a lock', { error: { number: 1222, class: 16, message: 'locked' } }, 'IDENT_LOCKED'],
    ['a cut in mid-result', { ...half, cutAfter: 2 }, 'IDENT_CONNECTION_LOST'],
  ])('%s repeats the page, and nobody is skipped or doubled', async (_, answer, code) => {
    const { ident, warnings, waits } = await setUp(failing(2, answer));
    const ids = (await everyone(ident)).map(({ id }) => id);
    expect(ids).toEqual(many(250).map(({ id }) => id));
    expect(warnings.filter(({ statement }) => statement === 'patients')).toMatchObject([
      { error: code, waitMs: 1_000 },
      { error: code, waitMs: 3_000 },
    ]);
    expect(waits).toEqual([1_000, 3_000]);
    expect(JSON.stringify(warnings)).not.toContain('Канарейкина');
  });

  it('for the fourth time, the failure is told, with nothing of what the server said', async () => {
    const error = { number: 1205, state: 51, class: 13, message: 'Канарейкина' };
    const { ident, waits } = await setUp(failing(9, { error }));
    const thrown = await everyone(ident).catch((caught: Error) => caught);
    expect(thrown).toMatchObject({
      code: 'IDENT_DEADLOCK',
      exit: 5,
      fault: { number: 1205, state: 51, class: 13 },
    });
    expect(`${JSON.stringify(thrown)}`).not.toContain('Канарейкина');
    expect(waits).toEqual([1_000, 3_000, 10_000]);
  });

  it('a statement that is not answered is given up in time, and the next one goes through', async () => {
    const { ident, warnings } = await setUp(failing(1, 'silence'), { commandTimeoutMs: 150 });
    expect(await everyone(ident)).toHaveLength(250);
    expect(warnings).toMatchObject([{ error: 'IDENT_TIMEOUT' }]);
  });

  it('a server that is away for a moment in the middle of a reading is waited for', async () => {
    let away = 0;
    const server = await startTdsServer({
      login: () => [],
      answer: (statement) => {
        if (isSecondPage(statement.sql) && away++ === 0) return { ...half, cutAfter: 1 };
        return answerAsIdent(ident)(statement);
      },
    });
    onTestFinished(() => server[Symbol.asyncDispose]());
    const { ident: reader, warnings } = await setUp(ident, { port: server.port });
    expect(await everyone(reader)).toHaveLength(250);
    expect(server.logins).toHaveLength(2);
    expect(warnings).toContainEqual(expect.objectContaining({ error: 'IDENT_CONNECTION_LOST' }));
  });

  it('a mistake in a statement is not repeated', async () => {
    const error = { number: 207, class: 16, message: "Invalid column name 'Surname'" };
    const { ident, waits } = await setUp(failing(1, { error }));
    await expect(everyone(ident)).rejects.toMatchObject({
      code: 'IDENT_QUERY_FAILED',
      message: expect.stringContaining('207'),
    });
    expect(waits).toEqual([]);
  });
});
