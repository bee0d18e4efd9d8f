import { describe, expect, it } from 'vitest';
import { selfSigned } from '../../../support/sql-server/sha1-certificate.ts';
import { answerAsIdent } from '../../../support/sql-server/tds-ident.ts';
import type { ClientHello, TdsTls } from '../../../support/sql-server/tds-tls.ts';
import { setUp, tables } from '../scripted-sql-server.ts';

const rsaSha1 = 0x0201;

/** As Windows' own TLS does it; it speaks 1.2 at most. */
const server = (
  refuses?: (hello: ClientHello) => boolean,
  maxVersion: 'TLSv1' | 'TLSv1.2' = 'TLSv1.2',
): TdsTls => ({
  context: { ...selfSigned, ciphers: 'DEFAULT@SECLEVEL=0', minVersion: 'TLSv1', maxVersion },
  ...(refuses && { refuses }),
});
const oldCertificate = server(({ signatures }) => !signatures.includes(rsaSha1));
const oldVersion = server(undefined, 'TLSv1');

const behind = (tls: TdsTls | 'required') => ({
  answer: answerAsIdent({ tables, patients: [] }),
  tls,
});

describe('an encrypted connection', () => {
  it('to a server with the SHA-1 certificate that it made for itself is made where it is trusted, with TLS 1.2', async () => {
    const config = { encrypt: true, trustCertificate: true };
    const { ident, server: scripted, waits } = await setUp(behind(oldCertificate), config);
    expect((await ident.server()).identity).toBe('SRV\\SQLEXPRESS/PZ');
    expect(scripted.logins).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  it('that breaks since the old signature was not offered is told as such at once, with the setting', async () => {
    const {
      ident,
      server: scripted,
      waits,
    } = await setUp(behind(oldCertificate), {
      encrypt: true,
    });
    await expect(ident.server()).rejects.toMatchObject({
      code: 'IDENT_TLS_OLD_SIGNATURE',
      exit: 2,
      hint: expect.stringContaining('DB_TRUST_CERTIFICATE'),
    });
    expect(waits).toEqual([]);
    // What was tried beside ended before any login.
    expect(scripted.logins).toEqual([]);
  });

  it('to a server that knows TLS 1.0 alone names DB_TLS_MIN', async () => {
    const config = { encrypt: true, trustCertificate: true };
    const { ident, server: scripted } = await setUp(behind(oldVersion), config);
    await expect(ident.server()).rejects.toMatchObject({
      code: 'IDENT_TLS_OLD_VERSION',
      hint: expect.stringContaining('DB_TLS_MIN=1.0'),
    });
    expect(scripted.logins).toEqual([]);
  });

  it('that the server cuts whatever is offered is a broken connection, and tried again', async () => {
    const { ident, waits } = await setUp(behind(server(() => true)), { encrypt: true });
    await expect(ident.server()).rejects.toMatchObject({
      code: 'IDENT_CONNECTION_LOST',
      retryable: true,
    });
    expect(waits).toEqual([1_000, 3_000, 10_000]);
  });

  it('with a certificate that nobody vouches for is no matter of old signatures', async () => {
    const { ident, server: scripted } = await setUp(behind(server()), { encrypt: true });
    await expect(ident.server()).rejects.toMatchObject({ code: 'IDENT_TLS_FAILED' });
    expect(scripted.logins).toEqual([]);
  });

  it('that a server demands of one who wants none names DB_ENCRYPT', async () => {
    const { ident, server: scripted } = await setUp(behind('required'), { encrypt: false });
    await expect(ident.server()).rejects.toMatchObject({
      code: 'IDENT_ENCRYPTION_DEMANDED',
      hint: expect.stringContaining('DB_ENCRYPT=true'),
    });
    expect(scripted.logins).toEqual([]);
  });
});
