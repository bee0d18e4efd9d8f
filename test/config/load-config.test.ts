import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ConfigPart, type ConfigSource, loadConfig } from '../../src/config/load-config.ts';
import { ConfigError } from '../../src/config/mistake.ts';

const token = { AMOCRM_SUBDOMAIN: 'clinic', AMOCRM_LONG_LIVED_TOKEN: 'aaa.bbb.ccc' };
const database = { DB_HOST: 'srv', DB_USER: 'reader', DB_PASSWORD: 's3cret' };

function folder(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const cwd = mkdtempSync(join(tmpdir(), 'config-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  return cwd;
}

function load<Part extends ConfigPart = never>(
  env: Readonly<Record<string, string>>,
  ...needs: readonly Part[]
) {
  return loadConfig({ env, cwd: folder(), needs });
}

function failure(source: Partial<ConfigSource<ConfigPart>>): ConfigError {
  try {
    loadConfig({ env: {}, cwd: folder(), needs: [], ...source });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('no mistake was found');
}

const namesOf = (error: ConfigError) => error.mistakes.map((mistake) => mistake.name);

describe('where settings come from', () => {
  it('reads .env in the working directory, and the environment beats it', () => {
    const cwd = folder({ '.env': 'BATCH_SIZE=10\nTIMEZONE=Asia/Omsk\n' });
    const config = loadConfig({ env: { BATCH_SIZE: '20' }, cwd, needs: ['sync'] });
    expect(config.sync.batchSize).toBe(20);
    expect(config.timeZone).toBe('Asia/Omsk');
  });

  it('takes an empty value for none, so that an empty variable does not hide the file', () => {
    const cwd = folder({ '.env': 'BATCH_SIZE=10\n' });
    expect(loadConfig({ env: { BATCH_SIZE: '' }, cwd, needs: ['sync'] }).sync.batchSize).toBe(10);
  });

  it('reads the file that --settings names instead, and demands that it is there', () => {
    const cwd = folder({ '.env': 'BATCH_SIZE=10', 'other.env': 'BATCH_SIZE=30' });
    const config = loadConfig({ env: {}, cwd, envFile: 'other.env', needs: ['sync'] });
    expect(config.sync.batchSize).toBe(30);
    expect(failure({ cwd, envFile: 'none.env' }).message).toContain('ENOENT');
  });

  it('reads a .env as Notepad saves it: with a byte order mark and CRLF', () => {
    const cwd = folder({ '.env': '\uFEFFBATCH_SIZE=10\r\nTIMEZONE=Asia/Omsk\r\n' });
    const config = loadConfig({ env: {}, cwd, needs: ['sync'] });
    expect([config.sync.batchSize, config.timeZone]).toEqual([10, 'Asia/Omsk']);
  });

  it('asks for UTF-8 when the file is saved otherwise', () => {
    const windows1251 = Buffer.from([0x23, 0x20, 0xef, 0xe0, 0xf0, 0xee, 0xeb, 0xfc]);
    expect(failure({ cwd: folder({ '.env': windows1251 }) }).text('ru').message).toContain('UTF-8');
  });

  it('takes secrets from the files that NAME_FILE names, without the line end', () => {
    const cwd = folder({ password: 'p@ss \n' });
    const env = { DB_HOST: 'srv', DB_USER: 'u', DB_PASSWORD_FILE: 'password' };
    const { ident } = loadConfig({ env, cwd, needs: ['ident'] });
    expect(ident.connection.password).toBe('p@ss ');
  });

  it.each([
    ['with a byte order mark', '\uFEFFs3cret\r\n', 's3cret'],
    ['with blank lines behind it', 's3cret\n\n\r\n', 's3cret'],
    ['with a line before it', '# of the reader\ns3cret\n', null],
    ['as UTF-16, as PowerShell’s > writes it', Buffer.from('\uFEFFs3cret', 'utf16le'), null],
    ['in Windows-1251', Buffer.from([0xef, 0xe0, 0xf0]), null],
    ['with CR alone, as old Macs write it', 's3cret\r', null],
  ])(
    'takes a secret of a file as editors save it, or says what is wrong with it: %s',
    (_, bytes, secret) => {
      const given = { cwd: folder({ password: bytes }), needs: ['ident' as const] };
      const env = { DB_HOST: 'srv', DB_USER: 'u', DB_PASSWORD_FILE: 'password' };
      if (secret !== null)
        expect(loadConfig({ env, ...given }).ident.connection.password).toBe(secret);
      else expect(namesOf(failure({ env, ...given }))).toEqual(['DB_PASSWORD_FILE']);
    },
  );

  it('takes secrets that systemd handed over, and a NAME_FILE before them', () => {
    const cwd = folder({ DB_PASSWORD: 'of systemd\n', other: 'of a file' });
    const read = (more: Readonly<Record<string, string>>) => {
      const env = { DB_HOST: 'srv', DB_USER: 'u', CREDENTIALS_DIRECTORY: cwd, ...more };
      return loadConfig({ env, cwd, needs: ['ident'] }).ident.connection.password;
    };
    expect(read({})).toBe('of systemd');
    expect(read({ DB_PASSWORD_FILE: 'other' })).toBe('of a file');
    expect(() => read({ DB_PASSWORD: 'twice' })).toThrow(ConfigError);
    expect(() => read({ CREDENTIALS_DIRECTORY: '/nowhere' })).toThrow(ConfigError);
  });

  it('refuses a secret that is given twice, and a secret file that is missing or empty', () => {
    const cwd = folder({ empty: '\n' });
    const read = (env: Readonly<Record<string, string>>) =>
      namesOf(failure({ env: { ...database, ...env }, cwd, needs: ['ident'] }));
    expect(read({ DB_PASSWORD_FILE: 'empty' })).toEqual(['DB_PASSWORD']);
    expect(read({ DB_PASSWORD: '', DB_PASSWORD_FILE: 'empty' })).toEqual(['DB_PASSWORD_FILE']);
    expect(read({ DB_PASSWORD: '', DB_PASSWORD_FILE: 'none' })).toEqual(['DB_PASSWORD_FILE']);
  });
});

describe('what a .env would lose without a word', () => {
  it('is a password cut by a #', () => {
    const error = failure({ cwd: folder({ '.env': 'TZ=UTC\nDB_PASSWORD=pa#ss' }) });
    expect(error.message).toContain('.env:2');
    expect(error.message).not.toContain('pa');
  });

  it('is not a # in quotes or behind a blank', () => {
    const cwd = folder({ '.env': `DB_PASSWORD='pa#ss' # mine\nDB_USER=reader # or another\n` });
    const { ident } = loadConfig({ env: { DB_HOST: 'srv' }, cwd, needs: ['ident'] });
    expect(ident.connection).toMatchObject({ password: 'pa#ss', user: 'reader' });
  });

  it('is a line that is no assignment', () => {
    const error = failure({ cwd: folder({ '.env': '# comment\n\nDB_HOST: srv\n' }) });
    expect(error.message).toContain('.env:3');
  });
});

describe('mistakes', () => {
  it('are told all together, each with name, value and fix', () => {
    const env = {
      DB_HOST: 'srv',
      DB_PORT: 'abc',
      BATCH_SIZE: '0',
      TIMEZONE: 'Moscow',
      DB_USER: 'u',
    };
    const error = failure({ env, needs: ['ident', 'sync', 'amocrm'] });
    expect(namesOf(error)).toEqual([
      'AMOCRM_SUBDOMAIN',
      'AMOCRM_LONG_LIVED_TOKEN',
      'DB_PASSWORD',
      'DB_PORT',
      'BATCH_SIZE',
      'TIMEZONE',
    ]);
    expect(error.exit).toBe(2);
    expect(error.text('ru').message).toContain(
      'DB_PORT=abc: значение не подходит. Нужно: целое число от 1 до 65535.',
    );
    expect(error.text('en').message).toContain(
      'BATCH_SIZE=0: the value does not fit. Expected: a whole number from 1 to 250.',
    );
  });

  it('never show a secret', () => {
    const env = { ...token, AMOCRM_LONG_LIVED_TOKEN: 'two words' };
    expect(failure({ env, needs: ['amocrm'] }).message).not.toContain('two words');
  });

  it('are looked for only in the parts that a command needs', () => {
    expect(load({ DB_PORT: 'abc', AMOCRM_CLIENT_ID: 'x' }, 'state').state.file).toMatch(
      /state\.db$/,
    );
  });

  it('are placeholders of an example that were left in', () => {
    const env = { ...token, AMOCRM_SUBDOMAIN: 'your_subdomain' };
    const error = failure({ env, needs: ['amocrm'] });
    expect(error.text('ru').message).toContain('осталась заготовка из примера');
  });
});

describe('unknown names', () => {
  const unknown = (line: string) => failure({ cwd: folder({ '.env': line }) }).message;

  it('fail with the name that was meant', () => {
    expect(unknown('DB_SERVER=x')).toContain('Perhaps DB_HOST was meant');
    expect(unknown('DB_DATABASE=x')).toContain('Perhaps DB_NAME was meant');
    expect(unknown('DB_USERNAME=x')).toContain('Perhaps DB_USER was meant');
    expect(unknown('AMOCRM_SUBDOMIAN=x')).toContain('Perhaps AMOCRM_SUBDOMAIN was meant');
    expect(unknown('batch_size=5')).toContain('Perhaps BATCH_SIZE was meant');
    expect(unknown('FOO=5')).toContain('FOO: there is no such setting. Remove it');
  });

  it('fail in the environment only where they look like ours', () => {
    const env = { PATH: '/bin', HOME: '/', LOGNAME: 'x', DB_PASWORD: 'x' };
    expect(namesOf(failure({ env }))).toEqual(['DB_PASWORD']);
  });

  it('are, in the environment, also those a slip of the keyboard away from a setting', () => {
    const slips = { TIMEZON: 'TIMEZONE', BATCH_SZIE: 'BATCH_SIZE', LOG_LEVELL: 'LOG_LEVEL' };
    for (const [slip, meant] of Object.entries(slips)) {
      expect(failure({ env: { [slip]: '1' } }).message).toContain(`Perhaps ${meant} was meant`);
    }
  });

  it('are not what systemd, shells, containers and Kubernetes set in the environment', () => {
    const names = [
      ...['STATE_DIRECTORY', 'LOGS_DIRECTORY', 'CREDENTIALS_DIRECTORY', 'RUNTIME_DIRECTORY'],
      ...['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'INVOCATION_ID', 'JOURNAL_STREAM', 'LISTEN_FDS'],
      ...['DB_SERVICE_HOST', 'DB_SERVICE_PORT_SQL', 'DB_PORT_1433_TCP_ADDR', 'DB_ENV_ACCEPT_EULA'],
      ...['IDENT_AMOCRM_PORT_8090_TCP', 'FTP_PROXY', 'all_proxy', 'HOSTNAME', 'LOGNAME', 'OLDPWD'],
      ...['LS_COLORS', 'TIMEFORMAT', 'ProgramData', 'NUMBER_OF_PROCESSORS', 'container', 'SHLVL'],
    ];
    const env = Object.fromEntries(names.map((name) => [name, '/somewhere']));
    expect(() => loadConfig({ env, cwd: folder(), needs: [] })).not.toThrow();
  });

  it('pass where a .env serves others too', () => {
    const lines = ['TZ=UTC', 'LANG=C', 'NO_COLOR=1', 'NODE_OPTIONS=', 'COMPOSE_PROJECT_NAME=x'];
    const cwd = folder({ '.env': [...lines, 'HTTPS_PROXY=x', 'http_proxy=x'].join('\n') });
    expect(() => loadConfig({ env: {}, cwd, needs: [] })).not.toThrow();
  });
});

describe('amoCRM', () => {
  it('needs no client id, secret or redirect with a long-lived token', () => {
    expect(load(token, 'amocrm').amocrm).toEqual({
      mock: false,
      baseUrl: 'https://clinic.amocrm.ru',
      auth: { kind: 'long-lived', token: 'aaa.bbb.ccc' },
      rate: { requests: 7, periodMs: 1000 },
      tags: ['IDENT'],
    });
  });

  it('understands the account however it is pasted', () => {
    const url = (AMOCRM_SUBDOMAIN: string) => {
      const { amocrm } = load({ ...token, AMOCRM_SUBDOMAIN }, 'amocrm');
      return amocrm.mock ? '' : amocrm.baseUrl;
    };
    expect(url('https://x.amocrm.ru/')).toBe('https://x.amocrm.ru');
    expect(url('https://X.amocrm.ru/leads/list?page=1')).toBe('https://x.amocrm.ru');
    expect(url('x.amocrm.ru')).toBe('https://x.amocrm.ru');
    expect(url('x.kommo.com')).toBe('https://x.kommo.com');
    expect(() => url('x.example.com')).toThrow(ConfigError);
  });

  it('takes a token as it is pasted, with Bearer ahead', () => {
    const { amocrm } = load({ ...token, AMOCRM_LONG_LIVED_TOKEN: 'Bearer a.b.c' }, 'amocrm');
    expect(amocrm).toMatchObject({ auth: { token: 'a.b.c' } });
  });

  it('asks for the rest of OAuth once a part of it is there', () => {
    const env = { AMOCRM_SUBDOMAIN: 'x', AMOCRM_CLIENT_ID: 'id' };
    expect(namesOf(failure({ env, needs: ['amocrm'] }))).toEqual([
      'AMOCRM_CLIENT_SECRET',
      'AMOCRM_REDIRECT_URI',
    ]);
  });

  it('reads OAuth', () => {
    const env = {
      AMOCRM_SUBDOMAIN: 'x',
      AMOCRM_CLIENT_ID: 'id',
      AMOCRM_CLIENT_SECRET: 'secret',
      AMOCRM_REDIRECT_URI: 'http://clinic.example:8080/callback',
    };
    expect(load(env, 'amocrm').amocrm).toMatchObject({
      auth: {
        kind: 'oauth',
        clientId: 'id',
        clientSecret: 'secret',
        redirectUri: 'http://clinic.example:8080/callback',
      },
    });
  });

  it('lets AMOCRM_BASE_URL replace the address, over plain http on this computer only', () => {
    const url = (AMOCRM_BASE_URL: string) => {
      const { amocrm } = load({ ...token, AMOCRM_SUBDOMAIN: '', AMOCRM_BASE_URL }, 'amocrm');
      return amocrm.mock ? '' : amocrm.baseUrl;
    };
    expect(url('http://127.0.0.1:8080/')).toBe('http://127.0.0.1:8080');
    expect(url('http://localhost:1')).toBe('http://localhost:1');
    expect(url('https://proxy.clinic.ru')).toBe('https://proxy.clinic.ru');
    expect(() => url('http://proxy.clinic.ru')).toThrow(ConfigError);
    expect(() => url('https://x.amocrm.ru/api/v4')).toThrow(ConfigError);
  });

  it('needs nothing with USE_MOCK_AMOCRM, and says so', () => {
    const config = load({ USE_MOCK_AMOCRM: 'true' }, 'amocrm');
    expect(config.amocrm).toMatchObject({
      mock: true,
      file: join(config.folder, 'data/sandbox.db'),
    });
    expect(config.notices[0]?.ru).toContain('песочница');
  });

  it('warns once of a rate above seven a second', () => {
    const notices = (requests: string, period: string) =>
      load({ ...token, RATE_LIMIT_REQUESTS: requests, RATE_LIMIT_PERIOD: period }, 'amocrm')
        .notices;
    expect(notices('7', '1')).toHaveLength(0);
    expect(notices('14', '2')).toHaveLength(0);
    expect(notices('50', '1')).toHaveLength(1);
  });
});

describe('the database', () => {
  const connection = (env: Readonly<Record<string, string>>) =>
    load({ ...database, ...env }, 'ident').ident.connection;

  it('is IDENT on SQL Server by default, encrypted', () => {
    expect(connection({})).toEqual({
      client: 'mssql',
      host: 'srv',
      port: 1433,
      database: 'PZ',
      user: 'reader',
      password: 's3cret',
      encrypt: true,
      trustCertificate: false,
      tlsMin: '1.2',
      connectionTimeoutMs: 15_000,
      commandTimeoutMs: 60_000,
    });
  });

  it('understands a server as SQL Server people write it', () => {
    expect(connection({ DB_HOST: String.raw`SRV\IDENT` })).toMatchObject({
      host: 'SRV',
      instance: 'IDENT',
    });
    expect(connection({ DB_HOST: 'srv,1434' })).toMatchObject({ host: 'srv', port: 1434 });
    expect(connection({ DB_HOST: 'tcp:10.0.0.5, 1500' })).toMatchObject({
      host: '10.0.0.5',
      port: 1500,
    });
    expect(connection({ DB_HOST: String.raw`.\SQLEXPRESS` })).toMatchObject({ host: 'localhost' });
    expect(connection({ DB_HOST: String.raw`srv\IDENT,1500` })).not.toHaveProperty('instance');
    expect(connection({ DB_INSTANCE: 'IDENT' })).toMatchObject({ instance: 'IDENT' });
    expect(() => connection({ DB_HOST: 'jdbc:sqlserver://srv;x' })).toThrow(ConfigError);
  });

  it('takes a DB_DRIVER and answers that none is needed', () => {
    const env = { ...database, DB_DRIVER: '{ODBC Driver 18 for SQL Server}' };
    expect(load(env, 'ident').notices).toHaveLength(1);
  });

  it('warns of a connection without encryption', () => {
    expect(load({ ...database, DB_ENCRYPT: 'нет' }, 'ident').notices[0]?.ru).toContain(
      'DB_ENCRYPT',
    );
  });

  it('is a file with DB_CLIENT=sqlite, read by the sample profile', () => {
    const { ident, folder: cwd } = load({ DB_CLIENT: 'sqlite', DB_FILE: 'x.db' }, 'ident');
    expect(ident).toEqual({
      connection: { client: 'sqlite', file: join(cwd, 'x.db') },
      profile: 'sample',
    });
  });

  it('is read by the profile ident on SQL Server, or by a file of the clinic', () => {
    expect(load(database, 'ident').ident.profile).toBe('ident');
    const own = load({ ...database, IDENT_PROFILE: 'clinic.json' }, 'ident');
    expect(own.ident.profile).toBe(join(own.folder, 'clinic.json'));
  });
});

describe('the rest', () => {
  it('understands true and false as people write them', () => {
    for (const word of ['true', 'YES', '1', 'да', 'on']) {
      expect(load({ USE_MOCK_AMOCRM: word }, 'amocrm').amocrm.mock).toBe(true);
    }
    for (const word of ['false', 'No', '0', 'Нет', 'off']) {
      expect(load({ ...token, USE_MOCK_AMOCRM: word }, 'amocrm').amocrm.mock).toBe(false);
    }
  });

  it("takes Python's names of log levels", () => {
    const level = (LOG_LEVEL: string) => load({ LOG_LEVEL }).log.level;
    expect(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'].map(level)).toEqual([
      'debug',
      'info',
      'warn',
      'error',
      'fatal',
    ]);
  });

  it('keeps the key beside the state unless told otherwise', () => {
    const { state, folder: cwd } = load({ STATE_URL: 'sqlite:var/clinic.db' }, 'state');
    expect(state).toEqual({
      file: join(cwd, 'var/clinic.db'),
      keyFile: join(cwd, 'var/clinic.key'),
    });
    const key = 'Zx8-long-and-odd-enough';
    expect(load({ STATE_KEY: key, STATE_KEY_FILE: '/etc/key' }, 'state').state).toMatchObject({
      key,
      keyFile: '/etc/key',
    });
    expect(load({ USE_MOCK_AMOCRM: 'true' }, 'state').state.file).toMatch(/state-sandbox\.db$/);
    expect(() => load({ STATE_URL: 'postgres://x' }, 'state')).toThrow(ConfigError);
  });

  it('finds the state on a server, in a schema of its own, and asks for its certificate unless it is this machine', () => {
    const server = (given: Readonly<Record<string, string>>) => load(given, 'state').state.server;
    const STATE_URL = 'postgres://clinic@db.example.ru/states';
    expect(server({ STATE_URL, STATE_PASSWORD: 'a secret' })).toEqual({
      ...{ host: 'db.example.ru', port: 5432, user: 'clinic', database: 'states' },
      ...{ schema: 'clinic', tls: 'verify', password: 'a secret' },
    });
    const near = { STATE_URL: 'postgresql://clinic@localhost:6432/states', STATE_SCHEMA: 'north' };
    expect(server(near)).toMatchObject({ port: 6432, tls: 'off', schema: 'north' });
    expect(server({ ...near, USE_MOCK_AMOCRM: 'true' })).toMatchObject({ schema: 'north_sandbox' });
    expect(load(near, 'state').state.keyFile).toMatch(/data.north\.key$/);
    for (const STATE_SCHEMA of ['public', 'pg_temp', 'ident_amocrm', 'A', 'a; drop']) {
      expect(() => load({ ...near, STATE_SCHEMA }, 'state'), STATE_SCHEMA).toThrow(ConfigError);
    }
  });

  it('has pages read by another address of the same server, with the same password, where one is named', () => {
    const STATE_URL = 'postgres://clinic@db.example.ru/states';
    const STATE_READ_URL = 'postgres://clinic@pool.example.ru:6432/pooled';
    const given = { STATE_URL, STATE_PASSWORD: 'a secret', STATE_SCHEMA: 'north' };
    expect(load(given, 'state').state.reads).toBeUndefined();
    expect(load({ ...given, STATE_READ_URL }, 'state').state.reads).toEqual({
      ...{ host: 'pool.example.ru', port: 6432, user: 'clinic', database: 'pooled' },
      ...{ schema: 'north', tls: 'verify', password: 'a secret' },
    });
    expect(() => load({ STATE_READ_URL }, 'state')).toThrow(/STATE_READ_URL/);
  });

  it('takes no password within the address of the state, and shows none', () => {
    const STATE_URL = 'postgres://clinic:canary-of-a-password@localhost/states';
    const error: unknown = (() => {
      try {
        return load({ STATE_URL }, 'state');
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ConfigError);
    expect(JSON.stringify(error) + String(error)).not.toContain('canary');
    expect(String(error)).toContain('STATE_URL');
  });

  it('sends all fields unless some are excluded, but never without the patient id', () => {
    expect(load({}).excluded.size).toBe(0);
    expect([...load({ EXCLUDE_FIELDS: 'passport, inn,' }).excluded]).toEqual(['passport', 'inn']);
    expect(() => load({ EXCLUDE_FIELDS: 'pasport' })).toThrow(ConfigError);
    expect(() => load({ EXCLUDE_FIELDS: 'patient_id' })).toThrow(ConfigError);
  });

  it('adds no field about visits that is not named, and of those about doctors none that is not named by itself', () => {
    expect(load({}).extra).toBe(undefined);
    const all = load({ EXTRA_FIELDS: 'all', RECALL_MONTHS: '12' }).extra;
    expect(all?.recallMonths).toBe(12);
    expect(all?.fields.has('recall_on')).toBe(true);
    expect(all?.fields.has('next_doctor')).toBe(false);
    expect([...(load({ EXTRA_FIELDS: 'next_doctor' }).extra?.fields ?? [])]).toEqual([
      'next_doctor',
    ]);
    expect(() => load({ EXTRA_FIELDS: 'next_vizit' })).toThrow(/next_visit/);
  });

  it('lets nobody be invited without their consent beside it', () => {
    for (const given of [
      { EXTRA_FIELDS: 'recall_on' },
      { EXTRA_FIELDS: 'all', EXCLUDE_FIELDS: 'mailing_consent' },
    ]) {
      expect(() => load(given)).toThrow(/mailing_consent/);
    }
    expect(load({ EXTRA_FIELDS: 'recall_on, mailing_consent' }).extra?.fields.size).toBe(2);
  });

  it('reads what the clinic says of its reasons of cancelling', () => {
    const { extra } = load({
      EXTRA_FIELDS: 'no_shows',
      CANCEL_REASONS: 'Не пришёл, без звонка = no-show; Ремонт=clinic;',
    });
    expect([...(extra?.cancelReasons ?? [])]).toEqual([
      ['не пришел, без звонка', 'no-show'],
      ['ремонт', 'clinic'],
    ]);
    expect(() => load({ CANCEL_REASONS: 'Ремонт' })).toThrow(/CANCEL_REASONS/);
  });

  it('takes zones of the IANA database, not offsets', () => {
    expect(load({}).timeZone).toBe('Europe/Moscow');
    expect(() => load({ TIMEZONE: '+03:00' })).toThrow(ConfigError);
  });

  it('runs every two minutes, at eight and at twenty', () => {
    expect(load({}, 'sync').sync).toMatchObject({
      batchSize: 250,
      intervalMs: 120_000,
      deepHours: { morning: 8, evening: 20 },
    });
  });

  it('takes the interval in minutes, or in what stands behind it, and never below five seconds', () => {
    const interval = (text: string) =>
      load({ SYNC_INTERVAL_MINUTES: text }, 'sync').sync.intervalMs;
    expect(['10', '10m', '90s', '5 S', '1440'].map(interval)).toEqual([
      600_000, 600_000, 90_000, 5_000, 86_400_000,
    ]);
    for (const wrong of ['0', '4s', '1441', '1.5', '2h', '-1', 's', '2 m 5 s']) {
      expect(() => interval(wrong), wrong).toThrow(ConfigError);
    }
  });

  it('repairs fields, merges and doubles, reports names and deletions, and asks above 15 % or 50 rows', () => {
    expect(load({}, 'sync').sync).toMatchObject({
      policies: {
        fields: 'repair',
        names: 'report',
        merged: 'repair',
        missing: 'report',
        duplicates: 'repair',
      },
      guard: { percent: 15, rows: 50 },
    });
  });

  it('takes policies and limits of the guard as they are given, and nothing else for one', () => {
    const given = {
      POLICY_FIELDS: 'report',
      POLICY_NAMES: 'Repair',
      POLICY_MERGED: 'report',
      POLICY_MISSING: 'repair',
      POLICY_DUPLICATES: 'report',
      GUARD_PERCENT: '1',
      GUARD_ROWS: '0',
      GUARD_OVERWRITE_PERCENT: '3',
      GUARD_OVERWRITE_ROWS: '20',
    };
    expect(load(given, 'sync').sync).toMatchObject({
      policies: {
        fields: 'report',
        names: 'repair',
        merged: 'report',
        missing: 'repair',
        duplicates: 'report',
      },
      guard: { percent: 1, rows: 0, overwrite: { percent: 3, rows: 20 } },
    });
    const env = {
      POLICY_FIELDS: 'yes',
      GUARD_PERCENT: '0',
      GUARD_ROWS: '-1',
      GUARD_OVERWRITE_PERCENT: '101',
      GUARD_OVERWRITE_ROWS: 'all',
    };
    expect(namesOf(failure({ env, needs: ['sync'] }))).toEqual(Object.keys(env));
  });
});
