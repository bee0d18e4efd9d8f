import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { ConfigError } from '../../src/config/mistake.ts';
import { shownSettings } from '../../src/config/shown-settings.ts';
import { backupState } from '../../src/state/backup/backup.ts';
import { restoreState } from '../../src/state/backup/restore.ts';
import { checkState } from '../../src/state/check/check-state.ts';
import { openState } from '../../src/state/open-state.ts';

const values = {
  DB_HOST: String.raw`srv\PZSQLSERVER`,
  DB_USER: 'reader',
  DB_PASSWORD: 'parol-bazy',
  AMOCRM_SUBDOMAIN: 'clinic',
  AMOCRM_LONG_LIVED_TOKEN: 'aaa.bbb.ccc',
  TIMEZONE: 'Asia/Omsk',
};
const bound = {
  DB_PASSWORD: { DB_HOST: values.DB_HOST, DB_USER: 'reader' },
  AMOCRM_LONG_LIVED_TOKEN: { AMOCRM_SUBDOMAIN: 'clinic' },
};

async function folderWithSaved(): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), 'saved-'));
  mkdirSync(join(cwd, 'data'));
  await using state = await openState(sourceIn(cwd), systemClock);
  await state.settings.save({ values, bound });
  return cwd;
}

const sourceIn = (cwd: string) => ({
  file: join(cwd, 'data', 'state.db'),
  keyFile: join(cwd, 'data', 'state.key'),
});

function mistakes(cwd: string, env: Readonly<Record<string, string>>): readonly string[] {
  try {
    loadConfig({ env, cwd, needs: ['ident', 'amocrm'] });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.mistakes.map(({ name, fix }) => `${name}: ${fix.en}`);
  }
}

test('what was saved on the set-up page holds for every command, below the environment and .env', async () => {
  const cwd = await folderWithSaved();
  writeFileSync(join(cwd, '.env'), 'DB_NAME=PZ2\n');
  const config = loadConfig({ env: { TIMEZONE: 'Asia/Tomsk' }, cwd, needs: ['ident', 'amocrm'] });
  expect(config.timeZone).toBe('Asia/Tomsk');
  expect(config.ident.connection).toMatchObject({
    ...{ host: 'srv', instance: 'PZSQLSERVER', user: 'reader', password: 'parol-bazy' },
    database: 'PZ2',
  });
  expect(config.amocrm).toMatchObject({ baseUrl: 'https://clinic.amocrm.ru' });
  const shown = shownSettings({ env: { TIMEZONE: 'Asia/Tomsk' }, cwd }).flatMap(
    ({ settings }) => settings,
  );
  const given = (name: string) => shown.find((one) => one.name === name)?.given;
  expect(['TIMEZONE', 'DB_NAME', 'DB_HOST', 'DB_PASSWORD'].map(given)).toEqual([
    'environment',
    'file',
    'saved',
    'saved',
  ]);
  expect(JSON.stringify(shown)).not.toMatch(/parol-bazy|aaa\.bbb/);
});

test.each([
  [{ DB_HOST: 'other' }, 'DB_PASSWORD'],
  [{ DB_PORT: '1444' }, 'DB_PASSWORD'],
  [{ DB_INSTANCE: 'OTHER' }, 'DB_PASSWORD'],
  [{ DB_USER: 'sa' }, 'DB_PASSWORD'],
  [{ DB_DOMAIN: 'CLINIC' }, 'DB_PASSWORD'],
  [{ AMOCRM_SUBDOMAIN: 'other' }, 'AMOCRM_LONG_LIVED_TOKEN'],
  [{ AMOCRM_BASE_URL: 'https://other.amocrm.ru' }, 'AMOCRM_LONG_LIVED_TOKEN'],
])('a saved secret is shown to nobody else than it was saved for: %j', async (env, secret) => {
  const cwd = await folderWithSaved();
  expect(mistakes(cwd, env)).toEqual([
    `${secret}: What was saved on the set-up page was for another server, port or account: enter it again`,
  ]);
});

test('where the environment goes the way of OAuth, no token is taken from what was saved', async () => {
  const cwd = await folderWithSaved();
  const env = { AMOCRM_CLIENT_ID: 'id', AMOCRM_CLIENT_SECRET: 'secret' };
  expect(mistakes(cwd, env).map((line) => line.split(':')[0])).toEqual(['AMOCRM_REDIRECT_URI']);
  const whole = { ...env, AMOCRM_REDIRECT_URI: 'http://127.0.0.1:8090/oauth' };
  const { amocrm } = loadConfig({ env: whole, cwd, needs: ['amocrm'] });
  expect(amocrm).toMatchObject({ auth: { kind: 'oauth' } });
});

test('a CONFIG_FILE takes nothing from what was saved', async () => {
  const cwd = await folderWithSaved();
  writeFileSync(join(cwd, 'clinics.yaml'), 'clinics:\n  - name: Alpha\n    TIMEZONE: Asia/Omsk\n');
  const names = mistakes(cwd, { CONFIG_FILE: 'clinics.yaml' }).map((line) => line.split(':')[0]);
  expect(names).toEqual(expect.arrayContaining(['DB_HOST', 'DB_PASSWORD', 'AMOCRM_SUBDOMAIN']));
});

test('backup, restore and check carry what was saved; with another key it is told, and never taken for nothing', async () => {
  const cwd = await folderWithSaved();
  const source = sourceIn(cwd);
  const file = join(cwd, 'copy.db');
  await backupState(source, file, systemClock);
  {
    await using state = await openState(source, systemClock);
    await state.settings.save({ values: {}, bound: {} });
  }
  const elsewhere = mkdtempSync(join(tmpdir(), 'restored-'));
  mkdirSync(join(elsewhere, 'data'));
  await restoreState(sourceIn(elsewhere), file, { wait: false }, systemClock);
  expect(mistakes(elsewhere, {})).toEqual([]);
  expect(checkState(sourceIn(elsewhere)).ok).toBe(true);
  writeFileSync(sourceIn(elsewhere).keyFile, `${'x7Q'.repeat(12)}\n`);
  expect(mistakes(elsewhere, {})[0]).toMatch(/^STATE_KEY_FILE: Bring the key file back/);
});
