import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { ConfigError } from '../../src/config/mistake.ts';
import { database, failure, folder, load, namesOf, token } from './loading.ts';

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
