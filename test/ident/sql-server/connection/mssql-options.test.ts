import { describe, expect, it } from 'vitest';
import { serverOf, tediousConfig } from '../../../../src/ident/mssql/options.ts';

const base = { client: 'mssql', user: 'reader', password: 'secret', database: 'PZ' } as const;
const optionsOf = (config: object) => tediousConfig({ ...base, ...config }, true).options;

describe('where SQL Server is', () => {
  it('a named instance beats the port, which is the instance\u2019s own to choose', () => {
    const options = optionsOf({ host: 'SRV', instance: 'SQLEXPRESS', port: 1433 });
    expect(options).toMatchObject({ instanceName: 'SQLEXPRESS' });
    expect(options).not.toHaveProperty('port');
  });

  it('HOST\\NAME is a host and its instance', () => {
    expect(serverOf({ client: 'mssql', host: 'SRV\\SQLEXPRESS' })).toEqual({
      host: 'SRV',
      instance: 'SQLEXPRESS',
    });
    expect(tediousConfig({ ...base, host: 'SRV\\SQLEXPRESS' }, true).server).toBe('SRV');
  });

  it('without an instance it is the port, 1433 by default', () => {
    expect(optionsOf({ host: 'SRV' })).toMatchObject({ port: 1433 });
    expect(optionsOf({ host: 'SRV', port: 49172 })).toMatchObject({ port: 49172 });
  });
});

describe('how we log in', () => {
  it('with a domain by NTLM, as a Windows account', () => {
    const { authentication } = tediousConfig({ ...base, domain: 'CLINIC' }, true);
    expect(authentication).toEqual({
      type: 'ntlm',
      options: { userName: 'reader', password: 'secret', domain: 'CLINIC' },
    });
  });

  it('else as a login of the server', () => {
    expect(tediousConfig(base, true).authentication?.type).toBe('default');
  });
});

describe('encryption', () => {
  it('is on, checks the certificate and takes TLS 1.2 or later unless told otherwise', () => {
    expect(optionsOf({})).toMatchObject({
      encrypt: true,
      trustServerCertificate: false,
      cryptoCredentialsDetails: { minVersion: 'TLSv1.2' },
    });
  });

  it('for old servers takes TLS 1.0, which OpenSSL does on its lowest level only', () => {
    expect(optionsOf({ tlsMin: '1.0', trustCertificate: true })).toMatchObject({
      trustServerCertificate: true,
      cryptoCredentialsDetails: { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
    });
  });

  it('can be switched off', () => expect(optionsOf({ encrypt: false })?.encrypt).toBe(false));
});

describe('time', () => {
  it('stays the wall clock: read as UTC, never bent by the zone of the process', () => {
    expect(optionsOf({})?.useUTC).toBe(true);
  });
});
