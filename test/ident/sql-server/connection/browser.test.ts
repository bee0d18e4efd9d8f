import { describe, expect, it } from 'vitest';
import { sqlBrowser } from '../../../support/sql-server/sql-browser.ts';
import { setUp, tables } from '../scripted-sql-server.ts';

describe('a named instance', () => {
  it('is asked for once: the first answer counts', async () => {
    const host = '127.0.0.71';
    const { ident, server } = await setUp(
      { tables, patients: [] },
      { host, instance: 'PZSQLSERVER' },
      host,
    );
    const questions = await sqlBrowser(host, { SQLEXPRESS: 1, PZSQLSERVER: server.port });
    expect((await ident.server()).identity).toBe('SRV\\SQLEXPRESS/PZ');
    await ident.count();
    expect(questions).toHaveLength(1);
    expect(server.logins).toHaveLength(1);
  });

  it('is found though the first question or its answer was lost', async () => {
    const host = '127.0.0.72';
    const { ident, server } = await setUp(
      { tables, patients: [] },
      { host, instance: 'pzsqlserver' },
      host,
    );
    const questions = await sqlBrowser(host, { PZSQLSERVER: server.port }, 2);
    await ident.server();
    // A machine that has more to do may ask once more before it has seen the answer.
    expect(questions.length).toBeGreaterThanOrEqual(2);
  });

  it('that the server does not have is told with those that it has, and which take TCP/IP', async () => {
    const host = '127.0.0.73';
    const { ident } = await setUp({ tables, patients: [] }, { host, instance: 'PZSQL' });
    await sqlBrowser(host, { PZSQLSERVER: 49_172, LOCALONLY: 0 });
    await expect(ident.server()).rejects.toMatchObject({
      code: 'IDENT_INSTANCE_NOT_FOUND',
      hint: expect.stringMatching(/has: PZSQLSERVER\./),
    });
  });

  it('of which nobody answers is not said to be missing: the answer may be lost', async () => {
    const { ident, waits } = await setUp(
      { tables, patients: [] },
      { host: '127.0.0.74', instance: 'PZSQLSERVER' },
    );
    await expect(ident.server()).rejects.toMatchObject({
      code: 'IDENT_BROWSER_SILENT',
      exit: 5,
      retryable: true,
    });
    expect(waits).toEqual([]);
  }, 15_000);
});
