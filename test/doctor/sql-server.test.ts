import { describe, expect, onTestFinished, test } from 'vitest';
import type { CliRun } from '../cli/cli-harness.ts';
import { Clinic } from '../cli/clinic.ts';
import { sqlBrowser } from '../support/sql-server/sql-browser.ts';
import { answerAsIdent, type TdsIdent } from '../support/sql-server/tds-ident.ts';
import { startTdsServer } from '../support/sql-server/tds-server.ts';
import { context, examined, report } from './examined.ts';

describe('on SQL Server the doctor sees', () => {
  const tables: TdsIdent['tables'] = {
    Persons: { ID: 'int', Surname: 'nvarchar', DateTimeChanged: 'datetime' },
    Patients: { ID_Persons: 'int', CardNumber: 'int', DateTimeChanged: 'datetime2' },
  };

  async function examinedServer(
    ident: Partial<TdsIdent>,
    env: Record<string, string> = {},
    host = '127.0.0.1',
  ) {
    const server = await startTdsServer(
      { answer: answerAsIdent({ tables, patients: [], now: moscowNow(), ...ident }) },
      host,
    );
    onTestFinished(() => server[Symbol.asyncDispose]());
    const { clinic } = await Clinic.withSandbox(1, context);
    return await examined(clinic)({
      ...{ DB_CLIENT: 'mssql', DB_HOST: '127.0.0.1', DB_PORT: String(server.port) },
      ...{ DB_USER: 'reader', DB_PASSWORD: 'x', DB_NAME: 'PZ', DB_ENCRYPT: 'false' },
      ...{ DB_FILE: '', IDENT_PROFILE: 'ident', ...env },
    });
  }

  function moscowNow(shiftMs = 0): string {
    return new Date(Date.now() + 3 * 3_600_000 + shiftMs).toISOString().slice(0, 23);
  }

  const line = (run: CliRun, check: string) =>
    report.parse(run.json).checks.find((one) => one.check === check);

  test('the instances of the server, reached or not, and which of them is IDENT’s', async () => {
    const host = '127.0.0.85';
    await sqlBrowser(host, { SQLEXPRESS: 1, PZSQLSERVER: 49_172 });
    const away = await examinedServer({}, { DB_HOST: host, DB_PORT: '1' });
    expect(line(away, 'database')).toMatchObject({
      ...{ verdict: 'problem', code: 'IDENT_UNREACHABLE' },
      advice: expect.stringContaining(`Give DB_HOST=${host}\\PZSQLSERVER, DB_NAME=PZ.`),
    });
    const there = await examinedServer({}, { DB_HOST: host }, host);
    expect(line(there, 'database')).toMatchObject({
      verdict: 'ok',
      found: expect.stringContaining('names the instances: SQLEXPRESS (1), PZSQLSERVER (49172).'),
    });
  });

  test('a login that may write, and one that is sa', async () => {
    const writer = await examinedServer({ account: { name: 'ident', writes: ['UPDATE'] } });
    expect(line(writer, 'login')).toMatchObject({
      verdict: 'warning',
      code: 'DOCTOR_LOGIN_WRITES',
      found: 'ident may do more than read (UPDATE)',
    });
    const sa = await examinedServer({ account: { name: 'sa', administrator: true } });
    expect(line(sa, 'login')).toMatchObject({ found: expect.stringContaining('sa may do more') });
    const reader = await examinedServer({});
    expect(line(reader, 'login')).toMatchObject({
      verdict: 'ok',
      found: 'ident_reader: read only',
    });
  });

  test('which stamps no index begins with', async () => {
    const run = await examinedServer({ indexed: ['Persons.DateTimeChanged'] });
    expect(line(run, 'speed')?.found).toContain('no index: Patients.DateTimeChanged');
  });

  test('a clock that runs wrong, and a clinic in another zone', async () => {
    const late = await examinedServer({ now: moscowNow(-7 * 60_000) });
    expect(line(late, 'clock')).toMatchObject({ verdict: 'warning', code: 'DOCTOR_CLOCK_OFF' });
    const east = await examinedServer({ now: moscowNow(4 * 3_600_000) });
    expect(line(east, 'clock')).toMatchObject({ verdict: 'problem', code: 'DOCTOR_TIME_ZONE' });
    const right = await examinedServer({});
    expect(line(right, 'clock')).toMatchObject({ verdict: 'ok' });
  });

  test('a server that refuses the password', async () => {
    const { clinic } = await Clinic.withSandbox(1, context);
    const server = await startTdsServer({
      answer: () => 'ok',
      login: () => [{ number: 18_456, state: 8, class: 14, message: 'Login failed' }],
    });
    onTestFinished(() => server[Symbol.asyncDispose]());
    const run = await examined(clinic)({
      ...{ DB_CLIENT: 'mssql', DB_HOST: '127.0.0.1', DB_PORT: String(server.port) },
      ...{ DB_USER: 'reader', DB_PASSWORD: 'x', DB_NAME: 'PZ', DB_ENCRYPT: 'false' },
      ...{ DB_FILE: '', IDENT_PROFILE: 'ident' },
    });
    expect(line(run, 'database')).toMatchObject({
      verdict: 'problem',
      code: 'IDENT_LOGIN_FAILED',
      page: 'docs/troubleshooting/en/database-connection.md',
    });
    expect(line(run, 'login')).toMatchObject({ verdict: 'skipped' });
  });
});
