import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../src/clock.ts';
import { ConnectionLane } from '../../../../src/ident/connection/connection-lane.ts';
import type { IdentOptions } from '../../../../src/ident/ident-options.ts';
import { loadProfile } from '../../../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../../../src/ident/reader.ts';
import { answerAsIdent } from '../../../support/sql-server/tds-ident.ts';
import { startTdsServer, type TdsAnswer } from '../../../support/sql-server/tds-server.ts';
import { many, tables } from '../scripted-sql-server.ts';

const answer = answerAsIdent({ tables, patients: many(250) });

async function served(reply: (sql: string) => TdsAnswer | null = () => null) {
  const server = await startTdsServer({
    answer: (statement) => reply(statement.sql) ?? answer(statement),
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const open = async (port: number, over: Partial<IdentOptions> = {}) =>
    createIdent({
      database: {
        ...{ client: 'mssql', host: '127.0.0.1', port, database: 'PZ' },
        ...{ user: 'reader', password: 'x', encrypt: false },
      },
      profile: await loadProfile('sample'),
      ...{ excluded: new Set(), pageSize: 100, clock: systemClock, log: { warn: () => {} } },
      ...over,
    });
  return { server, open: (over?: Partial<IdentOptions>) => open(server.port, over), openAt: open };
}

describe('connections to SQL Server', () => {
  it('are two at most: readers of the passes share one by turns, those beside them the spare one', async () => {
    const { server, open } = await served();
    const lanes = { passes: new ConnectionLane(), beside: new ConnectionLane() };
    const readers = await Promise.all(
      [lanes.passes, lanes.passes, lanes.beside, lanes.beside].map((lane) => open({ lane })),
    );
    const counts = readers.map(async (reader) => {
      let patients = 0;
      for await (const page of reader.all()) patients += page.length;
      return patients;
    });
    expect(await Promise.all(counts)).toEqual([250, 250, 250, 250]);
    expect(server.most).toBe(2);
    await Promise.all(readers.map((reader) => reader.close()));
  });

  it('are opened anew by the next reader once the last one has left its lane', async () => {
    const { server, open } = await served();
    const lane = new ConnectionLane();
    for (const _ of [1, 2]) {
      const reader = await open({ lane });
      await reader.server();
      await reader.close();
      // More than once is once.
      await reader.close();
    }
    expect(server.logins).toHaveLength(2);
  });
});

describe('a stop', () => {
  const stopped = new Error('stopped');

  it('ends a statement at once, though the server says nothing any more', async () => {
    const stop = new AbortController();
    const { open } = await served((sql) => {
      if (!sql.includes('ID_Persons" as id')) return null;
      setTimeout(() => stop.abort(stopped), 20);
      return 'silence';
    });
    const reader = await open({ signal: stop.signal });
    const began = performance.now();
    await expect(reader.all().next()).rejects.toBe(stopped);
    await reader.close();
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('ends the wait for a server that takes the connection and says nothing', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo; // listening on a port, not on a pipe
    const stop = new AbortController();
    const { openAt } = await served();
    const reader = await openAt(port, { signal: stop.signal });
    const asked = reader.server();
    setTimeout(() => stop.abort(stopped), 20);
    await expect(asked).rejects.toBe(stopped);
    await reader.close();
  });

  it('ends the wait before a statement is tried again', async () => {
    const stop = new AbortController();
    const { open } = await served((sql) => {
      if (!sql.includes('@@version')) return null;
      setTimeout(() => stop.abort(stopped), 20);
      return { error: { number: 1205, class: 13, message: 'deadlock' } };
    });
    const reader = await open({ signal: stop.signal });
    await expect(reader.server()).rejects.toBe(stopped);
    await reader.close();
  });
});
