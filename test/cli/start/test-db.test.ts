import { describe, expect, it, onTestFinished } from 'vitest';
import { contactFields } from '../../../src/contact/model/fields.ts';
import { sqlBrowser } from '../../support/sql-server/sql-browser.ts';
import { answerAsIdent } from '../../support/sql-server/tds-ident.ts';
import { startTdsServer } from '../../support/sql-server/tds-server.ts';
import { cli, temporaryFolder } from '../cli-harness.ts';

async function sampleFolder(): Promise<string> {
  const cwd = temporaryFolder();
  await cli(['sample-db', 'create', '--patients', '40', '--seed', '1', '--file', 'ident.db'], {
    cwd,
  });
  return cwd;
}

const sqlite = { DB_CLIENT: 'sqlite', DB_FILE: 'ident.db' };

describe('test-db', () => {
  it('shows the server, its patients, and where each field comes from', async () => {
    const cwd = await sampleFolder();
    const { stdout, code } = await cli(['test-db'], {
      cwd,
      env: { ...sqlite, LANG: 'ru_RU.UTF-8' },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Сервер: SQLite \d/);
    expect(stdout).toContain('Пациентов: 40');
    expect(stdout).toMatch(/^ 4 {2}Дата рождения +birthday +найдено +Persons\.Birthday$/m);
    expect(stdout).toMatch(
      new RegExp(`Готово ${contactFields.length} пол\\S+ из ${contactFields.length}\\.`),
    );
  });

  it('shows which fields are switched off', async () => {
    const cwd = await sampleFolder();
    const env = { ...sqlite, EXCLUDE_FIELDS: 'passport' };
    const { json } = await cli(['test-db', '--json'], { cwd, env });
    expect(json).toMatchObject({
      patients: 40,
      fields: { passport: { status: 'off', source: null }, snils: { status: 'found' } },
    });
  });

  it('tells what to check when there is no database', async () => {
    const { code, stderr } = await cli(['test-db'], { env: sqlite });
    expect(code).toBe(2);
    expect(stderr).toContain('Check DB_FILE');
  });

  it('demands no setting of amoCRM', async () => {
    const { json } = await cli(['test-db', '--json']);
    const mistakes = [{ name: 'DB_HOST' }, { name: 'DB_USER' }, { name: 'DB_PASSWORD' }];
    expect(json).toMatchObject({ error: { code: 'CONFIG_INVALID', mistakes } });
  });
});

describe('test-db before a SQL Server', () => {
  /** A server at an address of this machine of its own, where nobody else's SQL Server Browser answers. */
  async function serverAt(host: string) {
    const server = await startTdsServer(
      {
        answer: answerAsIdent({
          tables: {
            Persons: { ID: 'int', Surname: 'nvarchar', DateTimeChanged: 'datetime' },
            Patients: { ID_Persons: 'int', CardNumber: 'int' },
          },
          patients: [],
        }),
      },
      host,
    );
    onTestFinished(() => server[Symbol.asyncDispose]());
    return { server, env: envOf(host, server.port) };
  }

  const envOf = (host: string, port: number) => ({
    ...{ DB_HOST: `${host},${port}`, DB_USER: 'reader', DB_PASSWORD: 'x', DB_ENCRYPT: 'false' },
    DB_CONNECTION_TIMEOUT: '5',
  });

  it('lists the instances that SQL Server Browser names, and offers the one of IDENT', async () => {
    const { server, env } = await serverAt('127.0.0.81');
    await sqlBrowser('127.0.0.81', { SQLEXPRESS: server.port, PZSQLSERVER: 49_172, LOCAL: 0 });
    const { json, code } = await cli(['test-db', '--json'], { env });
    expect(code).toBe(0);
    expect(json).toMatchObject({
      instances: [
        { name: 'SQLEXPRESS', port: server.port },
        { name: 'PZSQLSERVER', port: 49_172, address: '127.0.0.81\\PZSQLSERVER' },
        { name: 'LOCAL', port: null },
      ],
    });
    const { stdout } = await cli(['test-db'], { env: { ...env, LANG: 'ru_RU.UTF-8' } });
    expect(stdout).toContain(`SQLEXPRESS (${server.port}), PZSQLSERVER (49172), LOCAL.`);
    expect(stdout).toContain('Укажите DB_HOST=127.0.0.81\\PZSQLSERVER, DB_NAME=PZ.');
  });

  it('offers nothing where the settings lead to the instance of IDENT already', async () => {
    const { server, env } = await serverAt('127.0.0.82');
    await sqlBrowser('127.0.0.82', { PZSQLSERVER: server.port });
    const { stdout } = await cli(['test-db'], { env });
    expect(stdout).toContain(`names the instances: PZSQLSERVER (${server.port}).\n`);
    expect(stdout).not.toContain('Give DB_HOST');
  });

  it('names the instances where nobody is at the port', async () => {
    await sqlBrowser('127.0.0.83', { PZSQLSERVER: 49_172 });
    const { code, stderr } = await cli(['test-db'], { env: envOf('127.0.0.83', 1) });
    expect(code).toBe(5);
    expect(stderr).toContain('PZSQLSERVER (49172). IDENT calls its own like this');
    expect(stderr).toContain('Give DB_HOST=127.0.0.83\\PZSQLSERVER, DB_NAME=PZ.');
  });

  it('names none where no Browser answers, and works all the same', async () => {
    const { env } = await serverAt('127.0.0.84');
    const { json, code } = await cli(['test-db', '--json'], { env });
    expect(code).toBe(0);
    expect(json).toMatchObject({ instances: [] });
  });
});
