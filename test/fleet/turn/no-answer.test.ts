import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Jobs } from '../../../src/fleet/queue/jobs.ts';
import { openWritable } from '../../../src/ident/open-connection.ts';
import { silentLogger } from '../../../src/log/logger.ts';
import { mutateSampleDatabase } from '../../../src/sandbox/sample-db/mutate.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { poolOf } from '../../../src/state/postgres/connections.ts';
import { SilentLine } from '../../support/postgres/silent-line.ts';
import { FleetGround } from '../fleet-ground.ts';
import { oneTurn } from './one-turn.ts';

const patients = 10;
const answerMs = 500;
let ground: FleetGround;
let account: Sandbox;
let line: SilentLine;

beforeAll(async () => {
  ground = await FleetGround.make();
  line = await SilentLine.to(ground.server.port);
  await ground.patients('one.db', patients);
  account = await ground.account(31_000_001, { journal: true });
  ground.write([{ name: 'one', schema: 'one', sandbox: account }]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', 'one', '--start');
  expect((await oneTurn(ground, 'one')).next.outcome).toBe('ok');
});
afterAll(async () => {
  await line[Symbol.asyncDispose]();
  await ground[Symbol.asyncDispose]();
});

/** Changes of people and new ones. */
async function mutate(changes: number): Promise<void> {
  const target = { client: 'sqlite', file: join(ground.folder, 'one.db') } as const;
  const connection = await openWritable(target, { log: silentLogger() });
  await mutateSampleDatabase(connection, { changes, seed: 5 });
  await connection.close();
}

test('a pass whose server keeps its connections open and says nothing any more ends in time, and the next one puts everything right', async () => {
  await mutate(12);
  const slow = { kind: 'slow', ms: 300 } as const;
  const rule = account.faults.add({ match: { method: 'GET' }, fault: slow });
  const ends = oneTurn(ground, 'one', { by: { port: line.port, answerMs } });
  await vi.waitUntil(() => account.faults.played(rule) > 0, { timeout: 30_000 });
  line.fallSilent();
  // Whichever of its sessions hears nothing first.
  expect((await ends).next.outcome).toMatch(/^STATE_(LOCK_LOST|SERVER_UNREACHABLE)$/);
  account.faults.clear();
  await vi.waitUntil(async () => (await oneTurn(ground, 'one')).next.outcome === 'ok', {
    timeout: 50_000,
  });
  const { journal } = account;
  const made = (journal?.entries ?? []).filter(
    ({ method, fieldName }) => method === 'POST' && fieldName === 'ID пациента IDENT',
  );
  expect(new Set(made.map(({ after }) => JSON.stringify(after))).size).toBe(made.length);
});

test('the queue of a fleet whose server says nothing any more is told so in time, and goes on by new connections', async () => {
  const server = { ...ground.server, port: line.port, schema: 'ident_amocrm' };
  const pool = poolOf(server, { most: 1, answerMs });
  await using jobs = await Jobs.open(pool, silentLogger());
  expect(await jobs.take('quick', 1, [])).toEqual([]);
  const before = line.closed;
  line.fallSilent();
  // Its own upkeep may have the connection just now, and is told then.
  const told = await jobs.take('quick', 1, []).then(
    () => 'nothing',
    ({ code }) => code,
  );
  expect(['nothing', 'STATE_SERVER_UNREACHABLE']).toContain(told);
  expect(line.closed).toBe(before + 1);
  expect(await jobs.take('quick', 1, [])).toEqual([]);
  await pool.end();
});
