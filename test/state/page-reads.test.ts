import { describe, expect, onTestFinished, test } from 'vitest';
import type { PatientId } from '../../src/contact/model/patient-key.ts';
import { openPageReads } from '../../src/state/page-reads.ts';
import type { StateServer } from '../../src/state/postgres/server.ts';
import { Cluster } from '../support/postgres-cluster.ts';
import { TransactionPooler } from '../support/transaction-pooler.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { StateFolder } from './folder.ts';

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
  const log = {
    warn: ({ code }: { readonly code: string }) => told.push(['warn', code]),
    info: (words: string) => told.push(['info', words]),
  };
  const opened = async (over: Partial<StateServer> = {}) => {
    const at = { server, reads: { ...server, port: pooler.port, ...over } };
    const pages = await openPageReads(state, at, { clock, log });
    onTestFinished(() => pages[Symbol.asyncDispose]());
    return pages.reads;
  };
  return { folder, state, server, pooler, clock, told, opened };
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

  test('are refused where the address leads to another database', async () => {
    const { folder, opened } = await behindPooler();
    await folder.admin('create database elsewhere');
    onTestFinished(async () => {
      await folder.admin('drop database elsewhere with (force)');
    });
    const { port } = (await folder.onServer()) ?? {};
    await expect(opened({ port: port ?? 0, database: 'elsewhere' })).rejects.toMatchObject({
      ...{ code: 'STATE_READ_ELSEWHERE', exit: 2 },
    });
  });

  test('are refused where the address lets nobody in', async () => {
    const { server, opened } = await behindPooler();
    await expect(opened({ port: server.port, database: 'nothing' })).rejects.toMatchObject({
      ...{ code: 'STATE_READ_DENIED', exit: 2 },
    });
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
    expect(told).toEqual([['warn', 'STATE_READ_ELSEWHERE']]);
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
