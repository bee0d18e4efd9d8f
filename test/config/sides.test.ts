import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/mistake.ts';
import { database, failure, load, namesOf, token } from './loading.ts';

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
