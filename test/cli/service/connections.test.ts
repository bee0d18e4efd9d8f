import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { IdentSource } from '../../../src/clinic/ident-source.ts';
import { type Clock, systemClock } from '../../../src/clock.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { silentLogger } from '../../../src/log/logger.ts';
import { answerAsIdent } from '../../support/sql-server/tds-ident.ts';
import { startTdsServer } from '../../support/sql-server/tds-server.ts';
import { startCli, temporaryFolder } from '../cli-harness.ts';
import { Clinic } from '../clinic.ts';
import { spawnCli } from './service-process.ts';

/** A SQL Server, and an installation whose service runs: its sources are what a process of its own has. */
async function installation() {
  const server = await startTdsServer({
    answer: answerAsIdent({
      tables: {
        Persons: { ID: 'int', Surname: 'nvarchar', DateTimeChanged: 'datetime' },
        Patients: { ID_Persons: 'int', CardNumber: 'int' },
      },
      patients: [],
    }),
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'data'));
  const env = {
    ...{ DB_HOST: `127.0.0.1,${server.port}`, DB_USER: 'reader', DB_PASSWORD: 'x' },
    DB_ENCRYPT: 'false',
  };
  const config = loadConfig({ env, cwd, needs: ['ident', 'state'] });
  const process = (clock: Clock = systemClock) =>
    IdentSource.of(config, {
      ...{ clock, log: silentLogger(), stateFile: config.state.file },
      signal: new AbortController().signal,
    });
  return { server, env, cwd, process };
}

describe('connections to the clinic’s SQL Server', () => {
  it('are two at most over all processes: passes, dashboard, and a command that waits for its turn', async () => {
    const { server, env, cwd, process } = await installation();
    const service = process();
    const [inPass, onPage] = [await service.forPasses(), await service.beside()];
    await inPass.server();
    await onPage.server();
    const command = startCli(['test-db'], { cwd, env });
    await vi.waitFor(() => expect(command.stderr()).toContain('two connections'), 10_000);
    await inPass.server();
    await onPage.server();
    await onPage.close();
    const { code, stderr } = await command.done;
    expect(code, stderr).toBe(0);
    await inPass.server();
    await inPass.close();
    expect(server.most).toBe(2);
  });

  it('a page does not wait for ever: after ten seconds it says what keeps it', async () => {
    const { process } = await installation();
    const command = await process().beside();
    await command.server();
    const slept: number[] = [];
    const service = process({
      ...systemClock,
      sleep: async (ms, signal) => {
        slept.push(ms);
        await systemClock.sleep(Math.min(ms, 20), signal);
      },
    });
    await expect(service.beside()).rejects.toMatchObject({ code: 'IDENT_BUSY', retryable: true });
    expect(slept).toContain(10_000);
    await command.close();
    const later = await service.beside();
    await later.server();
    await later.close();
  });

  it('a place is given back by a reader that could not connect', async () => {
    const { server, process } = await installation();
    const one = process();
    await server[Symbol.asyncDispose]();
    const failed = await one.beside();
    await expect(failed.server()).rejects.toMatchObject({ code: 'IDENT_UNREACHABLE' });
    await failed.close();
    const another = await process().beside();
    await another.close();
  });
});

describe('Ctrl-C in a command that waits for IDENT', () => {
  const patientsOf = (sql: string) => sql.includes('"Patients" t');

  async function interrupted(argv: readonly string[], { login }: { readonly login: boolean }) {
    const { clinic } = await Clinic.withSandbox(1, { onTestFinished });
    await clinic.run('fields', 'create');
    const asked = Promise.withResolvers<void>();
    const tables = {
      Persons: { ID: 'int', Surname: 'nvarchar', DateTimeChanged: 'datetime' },
      Patients: { ID_Persons: 'int', CardNumber: 'int' },
    };
    const answer = answerAsIdent({ tables, patients: [] });
    const server = await startTdsServer({
      answer: (statement) => {
        if (!patientsOf(statement.sql)) return answer(statement);
        asked.resolve();
        return 'silence';
      },
    });
    onTestFinished(() => server[Symbol.asyncDispose]());
    // One that takes the connection and says nothing.
    const mute = createServer(() => asked.resolve()).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    onTestFinished(() => void mute.close());
    const { port } = mute.address() as AddressInfo; // listening on a port, not on a pipe
    const env = {
      ...{ DB_CLIENT: 'mssql', DB_FILE: '', DB_HOST: `127.0.0.1,${login ? server.port : port}` },
      ...{ DB_USER: 'reader', DB_PASSWORD: 'x', DB_ENCRYPT: 'false', IDENT_PROFILE: 'ident' },
      // Were it waited for, the test would see it.
      ...{ DB_COMMAND_TIMEOUT: '600', DB_CONNECTION_TIMEOUT: '600' },
    };
    const command = spawnCli(clinic, env, ...argv);
    await asked.promise;
    const began = performance.now();
    command.child.kill('SIGINT');
    return { ...(await command.ended), took: performance.now() - began };
  }

  it.each([
    ['sync, whose statement is not answered', ['sync'], true],
    ['sync, whose server does not even let it in', ['sync'], false],
    ['test-db, whose statement is not answered', ['test-db'], true],
  ] as const)(
    '%s: ends within seconds, as interrupted',
    async (_, argv, login) => {
      const { code, took, stderr } = await interrupted(argv, { login });
      expect(code, stderr).toBe(130);
      expect(took).toBeLessThan(5_000);
    },
    60_000,
  );
});
