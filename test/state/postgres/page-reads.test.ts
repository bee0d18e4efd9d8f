import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { openPageReads } from '../../../src/state/page-reads.ts';
import { poolOf } from '../../../src/state/postgres/connections.ts';
import { ReadPool } from '../../../src/state/postgres/reads/read-pool.ts';
import type { StateServer } from '../../../src/state/postgres/server.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import { Cluster } from '../../support/postgres/postgres-cluster.ts';
import { TransactionPooler } from '../../support/postgres/transaction-pooler.ts';
import { StateFolder } from '../folder.ts';

/** A state on the tests' server, and a pooler with three sessions before it. */
async function behindPooler() {
  const folder = new StateFolder('PostgreSQL');
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const state = await folder.open();
  const server = await folder.onServer();
  if (server === null) throw new Error('the folder is one of a state on a server');
  const pooler = await TransactionPooler.before(server.port, { sessions: 3, isStrict: true });
  onTestFinished(() => pooler[Symbol.asyncDispose]());
  const clock = new VirtualClock();
  onTestFinished(() => clock.stop());
  const told: (readonly [string, string])[] = [];
  const words: string[] = [];
  const tells =
    (level: string) => (fact: Readonly<Record<'code' | 'message' | 'hint', string>>) => {
      told.push([level, fact.code]);
      words.push(fact.message, fact.hint);
    };
  const log = {
    error: tells('error'),
    warn: tells('warn'),
    info: (words: string) => told.push(['info', words]),
  };
  const opened = async (over: Partial<StateServer> = {}) => {
    const at = { server, reads: { ...server, port: pooler.port, ...over } };
    const pages = await openPageReads(state, at, { clock, log });
    onTestFinished(() => pages[Symbol.asyncDispose]());
    return pages.reads;
  };
  return { folder, state, server, pooler, clock, log, told, words, opened };
}

describe('reads of the pages by STATE_READ_URL', () => {
  test('go through a transaction pooler, whichever session it gives to each of them, and see what was just written', async () => {
    const { state, pooler, told, opened } = await behindPooler();
    const reads = await opened();
    for (let id = 1; id <= 6; id += 1) {
      await state.meta.set('accountId', id);
      expect(await reads.meta.get('accountId')).toBe(id);
    }
    await Promise.all(
      Array.from({ length: 8 }, async () => expect(await reads.links.count()).toBe(0)),
    );
    const asked = pooler.asked.filter(({ text }) => text.includes('"meta"'));
    expect(asked).toHaveLength(6);
    expect(new Set(asked.map(({ session }) => session))).toEqual(new Set([0, 1, 2]));
    expect(told).toEqual([]);
  });

  test('rely on nothing of a session: no setting, no lock, no statement that is kept by name', async () => {
    const { pooler, opened } = await behindPooler();
    const reads = await opened();
    await reads.meta.get('accountId');
    await reads.runs.latest(1);
    await reads.links.ofPatients([1 as PatientId]);
    const begin = /^begin transaction isolation level read committed, read only; select/;
    for (const { text } of pooler.asked) expect(text).toMatch(/^(begin|select|commit)/);
    const begins = pooler.asked.filter(({ text }) => begin.test(text));
    expect(begins).toHaveLength(4);
    expect(pooler.asked.filter(({ text }) => text === 'commit')).toHaveLength(4);
    expect(pooler.startup.toString()).not.toContain('options');
  });

  test('write nothing', async () => {
    const { opened, state } = await behindPooler();
    const reads = await opened();
    await expect(reads.meta.set('accountId', 1)).rejects.toThrow('only reads');
    expect(await state.meta.get('accountId')).toBeUndefined();
  });

  test('go by STATE_URL where the address leads to another database, which the log says as an error with a hint', async () => {
    const { folder, state, told, words, opened } = await behindPooler();
    await folder.admin('create database elsewhere');
    onTestFinished(async () => {
      await folder.admin('drop database elsewhere with (force)');
    });
    const { port } = (await folder.onServer()) ?? {};
    const reads = await opened({ port: port ?? 0, database: 'elsewhere' });
    await state.meta.set('accountId', 7);
    expect(await reads.meta.get('accountId')).toBe(7);
    expect(told).toEqual([['error', 'STATE_READ_ELSEWHERE']]);
    expect(words.at(-1)).toMatch(/^Name in STATE_READ_URL a pooler/);
  });

  test('go by STATE_URL where the address lets nobody in, and ask it again half a minute later', async () => {
    const { folder, state, server, clock, told, words, opened } = await behindPooler();
    const database = `later_${server.port}`;
    const reads = await opened({ port: server.port, database });
    await state.meta.set('accountId', 7);
    expect(await reads.meta.get('accountId')).toBe(7);
    expect(told).toEqual([['error', 'STATE_READ_DENIED']]);
    expect(words.at(-2)).toMatch(/; 3D000\)/);
    // It lets us in now, and is found out not to be ours.
    await folder.admin(`create database ${database}`);
    onTestFinished(async () => {
      await folder.admin(`drop database ${database} with (force)`);
    });
    await clock.sleep(31_000);
    expect(await reads.meta.get('accountId')).toBe(7);
    expect(told.slice(1)).toEqual([['error', 'STATE_READ_ELSEWHERE']]);
  });

  test('go by STATE_URL where what listens at the address is no such server, whatever it says', async () => {
    const { state, told, words, opened } = await behindPooler();
    const error = Buffer.from('E\0\0\0\x1dSFATAL\0C0A000\0Mnot here\0\0');
    error.writeInt32BE(error.length - 1, 1);
    const stranger = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(error));
    });
    stranger.listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    onTestFinished(() => {
      stranger.close();
    });
    const { port } = stranger.address() as AddressInfo; // it listens on TCP
    const reads = await opened({ port });
    await state.meta.set('accountId', 7);
    expect(await reads.meta.get('accountId')).toBe(7);
    expect(told).toEqual([['warn', 'STATE_READ_AWAY']]);
    expect(words[0]).toMatch(/; 0A000\)/);
  });

  test('that find all connections of the pooler in use go by STATE_URL, and the others stay where they are', async () => {
    const { server, told, opened, pooler } = await behindPooler();
    const reads = await opened();
    const { host, port, user, database, schema } = server;
    const holder = new pg.Client({ host, port, user, database });
    await holder.connect();
    onTestFinished(() => holder.end());
    await holder.query(`begin; lock table "${schema}".meta in access exclusive mode`);
    const waiting = Array.from({ length: 4 }, () => reads.meta.get('accountId'));
    expect(await reads.links.count()).toBe(0);
    expect(pooler.asked.filter(({ text }) => text.includes('"links"'))).toEqual([]);
    await holder.query('commit');
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: 4 }, () => undefined));
    expect(told).toEqual([]);
  });

  test('never write, neither by the pooler nor by STATE_URL in its stead', async () => {
    const { state, server, pooler, clock, log, told } = await behindPooler();
    const main = poolOf(server, { most: 1 });
    onTestFinished(() => main.end());
    const reads = { ...server, port: pooler.port };
    const pool = await ReadPool.open({ reads, main, clock, log });
    onTestFinished(() => pool.end());
    const client = await pool.orBy(main).connect();
    const writing = async () =>
      await client.query(
        `with gone as (delete from "${server.schema}".meta returning *) select * from gone`,
        [],
      );
    await state.meta.set('accountId', 7);
    await expect(writing()).rejects.toMatchObject({ code: 'STATE_SERVER_READ_ONLY' });
    expect(told).toEqual([]);
    await pooler.close();
    await expect(writing()).rejects.toMatchObject({ code: 'STATE_SERVER_READ_ONLY' });
    expect(told).toEqual([['warn', 'STATE_READ_AWAY']]);
    expect(await state.meta.get('accountId')).toBe(7);
  });

  test('go by STATE_URL while the pooler is away, and by the pooler again half a minute after it is back', async () => {
    const { state, pooler, clock, told, opened } = await behindPooler();
    const { port } = pooler;
    const reads = await opened();
    await state.meta.set('accountId', 7);
    await pooler.close();
    for (let n = 0; n < 3; n += 1) expect(await reads.meta.get('accountId')).toBe(7);
    expect(told).toEqual([['warn', 'STATE_READ_AWAY']]);
    await pooler.open(port);
    const before = pooler.asked.length;
    await clock.sleep(29_000);
    expect(await reads.meta.get('accountId')).toBe(7);
    expect(pooler.asked).toHaveLength(before);
    await clock.sleep(2_000);
    expect(await reads.meta.get('accountId')).toBe(7);
    expect(pooler.asked.length).toBeGreaterThan(before);
    expect(told.at(-1)).toEqual(['info', 'the pages read by STATE_READ_URL again']);
  });

  test('show nothing of a server that the pooler has gone over to: they go by STATE_URL', async () => {
    const { state, server, pooler, told, opened } = await behindPooler();
    using other = await Cluster.own();
    const reads = await opened();
    await state.meta.set('accountId', 7);
    expect(await reads.meta.get('accountId')).toBe(7);
    await pooler.leadTo(other.port, pooler.startup);
    expect(await reads.meta.get('accountId')).toBe(7);
    expect(told).toEqual([['error', 'STATE_READ_ELSEWHERE']]);
    expect(server.port).not.toBe(other.port);
  });

  test('begin by STATE_URL where the pooler is not there yet', async () => {
    const { state, told, opened } = await behindPooler();
    const reads = await opened({ port: 1 });
    await state.meta.set('accountId', 7);
    expect(await reads.meta.get('accountId')).toBe(7);
    expect(told).toEqual([['warn', 'STATE_READ_AWAY']]);
  });
});
