import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { answerAsIdent } from '../../../support/sql-server/tds-ident.ts';
import { everyone, interrupted, many, setUp, tables } from '../scripted-sql-server.ts';

describe('a login to SQL Server', () => {
  it('is made with the settings, read-only intent and our name', async () => {
    const { ident, server } = await setUp({ tables, patients: [] });
    expect(await ident.server()).toEqual({
      version: 'Microsoft SQL Server 2012 (SP4) - 11.0.7001.0 (X64)',
      identity: 'SRV\\SQLEXPRESS/PZ',
      now: '2026-06-01T12:00:00.000',
    });
    expect(server.logins).toEqual([
      {
        user: 'reader',
        password: 'Пароль-1',
        database: 'PZ',
        application: 'ident-amocrm',
        readOnlyIntent: true,
      },
    ]);
  });

  it('yields to the work of the clinic: low deadlock priority, short waits for locks', async () => {
    const { ident, server } = await setUp({ tables, patients: [] });
    await ident.server();
    expect(server.statements.slice(0, 2).map(({ sql }) => sql)).toEqual([
      'SET DEADLOCK_PRIORITY LOW',
      'SET LOCK_TIMEOUT 5000',
    ]);
  });

  it('goes on with a warning when the server refuses a session setting', async () => {
    const refusal = { number: 2812, message: 'Could not find' };
    const script = interrupted({ tables, patients: many(2) }, (sql) =>
      sql.startsWith('SET LOCK') ? { error: refusal } : null,
    );
    const { ident, warnings } = await setUp(script);
    expect(await everyone(ident)).toHaveLength(2);
    expect(warnings).toEqual([expect.objectContaining({ setting: 'SET LOCK_TIMEOUT 5000' })]);
  });

  it('with a wrong password says so, once, without the words of the server', async () => {
    const login = () => [{ number: 18456, message: "Login failed for user 'reader'." }];
    const { ident, server } = await setUp({ login, answer: () => 'ok' });
    await expect(ident.server()).rejects.toMatchObject({
      code: 'IDENT_LOGIN_FAILED',
      exit: 2,
      retryable: false,
      fault: { number: 18456, state: 1, class: 14 },
    });
    expect(server.logins).toHaveLength(1);
  });

  it.each([
    ['is being upgraded', [18401]],
    ['takes no new client yet', [17187]],
    ['has no session left', [17809]],
    ['lets administrators in alone', [18451]],
    ['is recovering the database', [4060, 18456]],
  ])('to a server that %s is tried again, and then made', async (_, numbers) => {
    let asked = 0;
    const login = () =>
      asked++ < 2 ? numbers.map((number) => ({ number, state: 38, message: 'not now' })) : [];
    const { ident, server, waits } = await setUp({
      login,
      answer: answerAsIdent({ tables, patients: [] }),
    });
    expect((await ident.server()).identity).toBe('SRV\\SQLEXPRESS/PZ');
    expect(server.logins).toHaveLength(3);
    expect(waits).toEqual([1_000, 3_000]);
  });

  it('to a database that is not there names the database, not the password', async () => {
    const login = () => [
      { number: 4060, class: 11, message: 'Cannot open database' },
      { number: 18456, message: 'Login failed' },
    ];
    const { ident, server } = await setUp({ login, answer: () => 'ok' });
    await expect(ident.server()).rejects.toMatchObject({ code: 'IDENT_DATABASE_DENIED' });
    expect(server.logins).toHaveLength(1);
  });

  it('comes without read-only intent where the server refuses that', async () => {
    const { ident, server, warnings } = await setUp({
      login: ({ readOnlyIntent }) =>
        readOnlyIntent ? [{ number: 982, message: 'no readable secondary' }] : [],
      answer: answerAsIdent({ tables, patients: many(1) }),
    });
    expect(await everyone(ident)).toHaveLength(1);
    expect(server.logins.map((login) => login.readOnlyIntent)).toEqual([true, false]);
    expect(warnings).toEqual([{ number: 982 }]);
  });

  it('to a server without encryption is not made in the clear unless told', async () => {
    const { ident, server } = await setUp({ tables, patients: [] }, { encrypt: true });
    await expect(ident.server()).rejects.toMatchObject({ code: 'IDENT_TLS_FAILED' });
    expect(server.logins).toEqual([]);
  });

  it('to a port where nobody listens is told at once, through the logger alone', async () => {
    const printed = vi.spyOn(console, 'error');
    const { ident, server, waits } = await setUp({ tables, patients: [] });
    await server[Symbol.asyncDispose]();
    await expect(ident.server()).rejects.toMatchObject({ code: 'IDENT_UNREACHABLE', exit: 5 });
    expect(waits).toEqual([]);
    expect(printed).not.toHaveBeenCalled();
  });

  it.each([
    'HTTP/1.1 400 Bad Request\r\n\r\n',
    'SSH-2.0-OpenSSH_9.2\r\n',
    '-ERR unknown command\r\n',
  ])(
    'to a port where another program answers (%j) says that it is no SQL Server, once',
    async (greeting) => {
      const other = createServer((socket) => socket.once('data', () => socket.end(greeting)));
      other.listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo; // listening on a port, not on a pipe
      const config = { port, connectionTimeoutMs: 300 };
      const { ident, waits } = await setUp({ tables, patients: [] }, config);
      await expect(ident.server()).rejects.toMatchObject({ code: 'IDENT_NOT_SQL_SERVER', exit: 2 });
      expect(waits).toEqual([]);
      other.close();
    },
  );

  it('to a server that says nothing is given up in time', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo; // listening on a port, not on a pipe
    const config = { port, connectionTimeoutMs: 100 };
    const { ident } = await setUp({ tables, patients: [] }, config);
    await expect(ident.server()).rejects.toMatchObject({ code: 'IDENT_UNREACHABLE' });
    silent.close();
  });
});
