import { describe, expect, it } from 'vitest';
import { cli, temporaryFolder } from './cli-harness.ts';

async function sampleFolder(): Promise<string> {
  const cwd = temporaryFolder();
  await cli(['sample-db', 'create', '--patients', '40', '--seed', '1', '--file', 'ident.db'], {
    cwd,
  });
  return cwd;
}

const sqlite = { DB_CLIENT: 'sqlite', DB_FILE: 'ident.db' };

describe('test-db', () => {
  it('shows the server, its patients, and where each of the 26 fields comes from', async () => {
    const cwd = await sampleFolder();
    const { stdout, code } = await cli(['test-db'], {
      cwd,
      env: { ...sqlite, LANG: 'ru_RU.UTF-8' },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Сервер: SQLite \d/);
    expect(stdout).toContain('Пациентов: 40');
    expect(stdout).toMatch(/^ 4 {2}Дата рождения +birthday +найдено +Persons\.Birthday$/m);
    expect(stdout).toContain('Готово 26 полей из 26.');
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
