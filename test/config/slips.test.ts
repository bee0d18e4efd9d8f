import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { ConfigError } from '../../src/config/mistake.ts';

const whole = {
  ...{ AMOCRM_SUBDOMAIN: 'clinic', AMOCRM_LONG_LIVED_TOKEN: 'aaa.bbb.ccc' },
  ...{ DB_HOST: 'srv', DB_USER: 'reader', DB_PASSWORD: 's3cret' },
};
const needs = ['amocrm', 'ident', 'sync', 'state', 'http', 'dashboard', 'alerts'] as const;

/** Name and words of each mistake, in Russian; empty: none. */
function told(given: Readonly<Record<string, string>>, envFile?: string): readonly string[] {
  const cwd = mkdtempSync(join(tmpdir(), 'slips-'));
  if (envFile !== undefined) writeFileSync(join(cwd, '.env'), envFile);
  return mistakesOf(given, cwd).map(({ name, problem, fix }) =>
    [name.replace(`${cwd}/`, ''), problem.ru, fix.ru].join(' | '),
  );
}

function mistakesOf(
  given: Readonly<Record<string, string>>,
  cwd = tmpdir(),
): ConfigError['mistakes'] {
  try {
    loadConfig({ env: { ...whole, ...given }, cwd, needs });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.mistakes;
  }
}

const instead = 'русские буквы на месте латинских';
const both = 'заданы и экземпляр, и порт';

type Slip = readonly [given: Readonly<Record<string, string>>, name: string, words: string];

const slips: readonly Slip[] = [
  [{ AMOCRM_SUBDOMAIN: 'сlinic' }, 'AMOCRM_SUBDOMAIN', instead],
  [{ AMOCRM_SUBDOMAIN: 'https://www.amocrm.ru/' }, 'AMOCRM_SUBDOMAIN', 'имя аккаунта'],
  [{ AMOCRM_SUBDOMAIN: 'clinic.amocrm.ru:443' }, 'AMOCRM_SUBDOMAIN', 'имя аккаунта'],
  [{ AMOCRM_SUBDOMAIN: 'clinic.bitrix24.ru' }, 'AMOCRM_SUBDOMAIN', 'имя аккаунта'],
  [{ AMOCRM_LONG_LIVED_TOKEN: '"aaa.bbb.ccc"' }, 'AMOCRM_LONG_LIVED_TOKEN', 'кавычек'],
  [{ AMOCRM_LONG_LIVED_TOKEN: 'aaa.bbb\nccc' }, 'AMOCRM_LONG_LIVED_TOKEN', 'одной строкой'],
  [{ AMOCRM_LONG_LIVED_TOKEN: 'аaa.bbb.ccc' }, 'AMOCRM_LONG_LIVED_TOKEN', instead],
  [
    { AMOCRM_LONG_LIVED_TOKEN: '7d1e9a2c-0000-4000-8000-000000000001' },
    'AMOCRM_LONG_LIVED_TOKEN',
    'не ID интеграции',
  ],
  [
    { AMOCRM_LONG_LIVED_TOKEN: `def50200${'3fa9'.repeat(40)}` },
    'AMOCRM_LONG_LIVED_TOKEN',
    'не код авторизации',
  ],
  [{ DB_HOST: 'srv;1433' }, 'DB_HOST', 'srv,1433'],
  [{ DB_HOST: 'srv/PZ' }, 'DB_HOST', String.raw`srv\IDENT`],
  [{ DB_HOST: 'srv:порт' }, 'DB_HOST', 'srv,1433'],
  [{ DB_HOST: 'srv,0' }, 'DB_HOST', 'srv,1433'],
  [{ DB_HOST: 'srv:65536' }, 'DB_HOST', 'srv,1433'],
  [{ DB_HOST: '192.168.0.300' }, 'DB_HOST', 'адрес сервера'],
  [{ DB_HOST: '192.168.0' }, 'DB_HOST', 'адрес сервера'],
  [{ DB_HOST: 'srv-сenter' }, 'DB_HOST', instead],
  [{ DB_HOST: String.raw`srv\PZ`, DB_INSTANCE: 'OTHER' }, 'DB_INSTANCE', 'а в DB_HOST: PZ'],
  [{ STATE_URL: 'postgres://u%@db/x' }, 'STATE_URL', 'postgres://пользователь@сервер/база'],
  [{ DB_HOST: 'srv,1500', DB_INSTANCE: 'PZ' }, 'DB_INSTANCE', both],
  [{ DB_HOST: 'srv:1500', DB_PORT: '1501' }, 'DB_PORT', 'а в DB_HOST: 1500'],
  [{ DB_INSTANCE: String.raw`srv\PZ` }, 'DB_INSTANCE', 'без сервера'],
  [{ DB_USER: String.raw`CLINIC\reader` }, 'DB_USER', 'DB_USER=reader и DB_DOMAIN=CLINIC'],
  [{ DB_PASSWORD: 'your_password' }, 'DB_PASSWORD', 'заготовка'],
  [{ HTTP_HOST: 'http://0.0.0.0' }, 'HTTP_HOST', 'без порта'],
  [{ HTTP_HOST: '0.0.0.0:8090' }, 'HTTP_HOST', 'без порта'],
  [{ HTTP_PORT: '80 90' }, 'HTTP_PORT', 'от 1 до 65535'],
  [{ BATCH_SIZE: '251' }, 'BATCH_SIZE', 'от 1 до 250'],
  [{ DEEP_SYNC_HOUR_MORNING: '24' }, 'DEEP_SYNC_HOUR_MORNING', 'от 0 до 23'],
  [{ DEEP_SYNC_HOUR_EVENING: '20:00' }, 'DEEP_SYNC_HOUR_EVENING', 'от 0 до 23'],
  [{ SYNC_INTERVAL_MINUTES: '-2' }, 'SYNC_INTERVAL_MINUTES', 'от 5s до 1440m'],
  [{ SYNC_INTERVAL_MINUTES: '2,5' }, 'SYNC_INTERVAL_MINUTES', '30s – секунды'],
  [{ TIMEZONE: 'MSK' }, 'TIMEZONE', 'имелось в виду Europe/Moscow'],
  [{ TIMEZONE: 'UTC+3' }, 'TIMEZONE', 'имелось в виду Europe/Moscow'],
  [{ TIMEZONE: String.raw`Europe\Moscow` }, 'TIMEZONE', 'имелось в виду Europe/Moscow'],
  [{ TIMEZONE: 'Asia/Ekaterinburg' }, 'TIMEZONE', 'имелось в виду Asia/Yekaterinburg'],
  [{ TIMEZONE: 'Omsk' }, 'TIMEZONE', 'имелось в виду Asia/Omsk'],
  [{ DB_CLIENT: 'sqlserver' }, 'DB_CLIENT', 'mssql или sqlite'],
  [{ FIRST_LOAD: 'yes' }, 'FIRST_LOAD', 'ask или start'],
  [{ EXCLUDE_FIELDS: 'паспорт' }, 'EXCLUDE_FIELDS', 'passport'],
];

test.each(slips)('a slip is named with its cure: %j', (given, name, words) => {
  const [mistake, ...more] = told(given);
  expect(mistake).toMatch(new RegExp(`^${name} `));
  expect(mistake).toContain(words);
  expect(more).toEqual([]);
  expect(mistake).not.toContain('s3cret');
});

const lines: readonly (readonly [file: string, words: string])[] = [
  ['ТIMEZONE=Asia/Omsk', '.env:1 | в имени русские буквы'],
  ['DB_NAME=PZ\nLOG_LEVEL=INFO\nDB_NAME=PZ2', '.env:3 | DB_NAME уже задано в строке 1'],
  ['set DB_NAME=PZ', '.env:1 | строка не вида'],
];

test.each(lines)(
  'a line of .env that means something else than it seems is named: %j',
  (file, words) => {
    expect(told({}, file)).toEqual([expect.stringContaining(words)]);
  },
);

test('the same line twice, an emptied one, and what SQL Server people and browsers write are no mistakes', () => {
  expect(told({}, 'DB_NAME=PZ\r\nDB_NAME=PZ\r\nDB_USER=\r\nDB_USER=reader\r\n')).toEqual([]);
  const addresses = [
    ...['srv:1433', 'srv,1433', 'tcp:srv, 1433', '192.168.0.10:1433', '2001:db8::1'],
    ...[
      '[2001:db8::1]:1433',
      String.raw`srv\PZSQLSERVER`,
      String.raw`Admin-ПК\PZSQLSERVER`,
      '.',
      '(local)',
      'сервер',
      'SRV_1',
    ],
  ];
  for (const DB_HOST of addresses) expect(told({ DB_HOST }), DB_HOST).toEqual([]);
  // An instance goes before a port, which stands beside it in every copy of the example.
  expect(told({ DB_HOST: String.raw`srv\PZ`, DB_PORT: '1434' })).toEqual([]);
  const copied = { DB_HOST: String.raw`srv\PZ`, DB_PORT: '1433', DB_INSTANCE: 'pz' };
  expect(told({ ...copied, DB_NAME: '[PZ]' })).toEqual([]);
  const accounts = ['https://clinic.kommo.com/leads/?a=1', 'clinic.amocrm.com', 'CLINIC'];
  for (const AMOCRM_SUBDOMAIN of accounts) expect(told({ AMOCRM_SUBDOMAIN })).toEqual([]);
});

test.each([
  'postgres://u:s3cret@db/x?sslmode=require',
  'postgres://u:s3@cr/et@db',
  'postgres://u:s3cret@db/x',
])('a password within an address is told of, and shown nowhere: %s', (address) => {
  for (const name of ['STATE_URL', 'STATE_READ_URL']) {
    const STATE_URL = 'postgres://u@db/x';
    const [mistake, ...more] = mistakesOf({ STATE_URL, [name]: address });
    expect([mistake?.name, more]).toEqual([name, []]);
    expect(JSON.stringify(mistake)).not.toMatch(/s3|cret/);
  }
});
