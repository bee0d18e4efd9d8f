import { readFileSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../src/contact/model/patient.ts';
import { judge } from '../../src/state/postgres/lineage/lineage.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { StateFolder } from './folder.ts';

const kept = { id: 'a', writes: 10, pairs: 3, system: '1', timeline: '00000001', tables: '7 8' };
const seen = { id: 'a', writes: 10, pairs: 3 };
const same = { system: '1', timeline: '00000001', tables: '7 8' };

describe('what a state on a server is known by', () => {
  test.each<readonly [string, Partial<typeof same>, Partial<typeof seen> | null, boolean, boolean]>(
    [
      ['all as it was', {}, {}, false, false],
      ['no memory of it on this machine', {}, null, false, false],
      ['another machine has written since', {}, { writes: 4, pairs: 1 }, false, false],
      ['another server', { system: '2' }, {}, true, false],
      ['a fail-over', { timeline: '00000002' }, null, true, false],
      ['tables of a dump', { tables: '17 18' }, {}, true, false],
      ['fewer writes than this machine has seen', {}, { writes: 11 }, true, false],
      ['fewer pairs of tokens', {}, { pairs: 4 }, true, true],
      ['a memory of another state', {}, { id: 'b', writes: 99, pairs: 99 }, false, false],
    ],
  )('%s', (_words, now, memory, isAnother, areTokensOlder) => {
    expect(judge(kept, { ...same, ...now }, memory && { ...seen, ...memory })).toEqual({
      ...{ isAnother, areTokensOlder },
    });
  });

  test('what the server does not tell decides nothing', () => {
    const silent = { system: null, timeline: null, tables: null };
    expect(judge({ ...kept, ...silent }, same, seen).isAnother).toBe(false);
    expect(judge(kept, silent, seen).isAnother).toBe(false);
  });
});

/** A state that has worked for a pass, and what became of its row by whoever looks after the server. */
async function worked() {
  const clock = new VirtualClock();
  const folder = new StateFolder('PostgreSQL');
  const state = await folder.open({ clock });
  const pass = async () => {
    const began = clock.now();
    const held = await state.passLock.acquire({ command: 'sync', wait: false });
    const waited = clock.now() - began;
    const due = await state.meta.get('deepDue');
    const behind = await state.meta.get('tokensBehind');
    await state.transaction((tx) => tx.forgotten.add(1 as PatientId, 1));
    await state.meta.clear('deepDue');
    held.release();
    return { due, waited, behind: behind !== undefined };
  };
  const schema = (await folder.onServer())?.schema;
  return { clock, folder, state, pass, row: `${schema}.lineage` };
}

const trusted = { due: undefined, waited: 0, behind: false };
const doubted = { due: 'state-fell-back', behind: false };

describe('a state on a server', () => {
  test('that has not fallen back is trusted, pass after pass, and from a restart on', async () => {
    const { clock, folder, pass, state } = await worked();
    await using _ = folder;
    for (let n = 0; n < 3; n += 1) expect(await pass()).toEqual(trusted);
    await state.close();
    const again = await folder.open({ clock });
    const held = await again.passLock.acquire({ command: 'sync', wait: false });
    held.release();
    expect(await again.meta.get('deepDue')).toBeUndefined();
    clock.stop();
  });

  test.each([
    ['by a copy of its data that was put back', 'update %s set writes = writes - 1'],
    ['by a fail-over', `update %s set timeline = '000000FE'`],
    ['onto another server', `update %s set system = '1'`],
    ['by a dump', `update %s set tables = '1 2 3 4 5'`],
  ])(
    'that fell back %s is compared with everything once, after all that may be on its way',
    async (_words, change) => {
      const { clock, folder, pass, row } = await worked();
      await using _ = folder;
      await pass();
      await folder.admin(change.replace('%s', row));
      const after = await pass();
      expect(after).toMatchObject(doubted);
      expect(after.waited).toBeGreaterThanOrEqual(76_000);
      expect(await pass()).toEqual(trusted);
      clock.stop();
    },
  );

  test('whose tokens are older than those that were there says so until there are new ones', async () => {
    const { clock, folder, pass, state, row } = await worked();
    await using _ = folder;
    const pair = { accessToken: 'a', refreshToken: 'r', issuedAt: 1, expiresAt: 2 };
    await state.tokens.save(pair);
    await pass();
    await state.tokens.save(pair);
    await folder.admin(`update ${row} set pairs = pairs - 1`);
    expect(await pass()).toMatchObject({ due: 'state-fell-back', behind: true });
    await state.tokens.save(pair);
    expect(await pass()).toEqual(trusted);
    clock.stop();
  });

  test('is remembered beside it by numbers alone, before a pass goes on', async () => {
    const { clock, folder, pass } = await worked();
    await using _ = folder;
    await pass();
    const read = () => JSON.parse(readFileSync(`${folder.file}.seen`, 'utf8'));
    const { writes } = read();
    await pass();
    expect(read()).toEqual({ id: expect.any(String), writes: writes + 1, pairs: 0 });
    // A machine that has forgotten learns it anew.
    rmSync(`${folder.file}.seen`);
    await pass();
    expect(read()).toMatchObject({ writes: writes + 2 });
    clock.stop();
  });
});
