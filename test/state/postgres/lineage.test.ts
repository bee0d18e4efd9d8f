import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { judge } from '../../../src/state/postgres/lineage/lineage.ts';
import { SeenFile } from '../../../src/state/postgres/lineage/seen-file.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import { StateFolder } from '../folder.ts';

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
    const file = () => {
      const [name] = readdirSync(folder.path).filter((one) => /^state\.db\..+\.seen$/.test(one));
      return join(folder.path, name ?? '');
    };
    const read = () => JSON.parse(readFileSync(file(), 'utf8'));
    const { writes } = read();
    await pass();
    expect(read()).toEqual({ id: expect.any(String), writes: writes + 1, pairs: 0 });
    // A machine that has forgotten learns it anew.
    rmSync(file());
    await pass();
    expect(read()).toMatchObject({ writes: writes + 2 });
    clock.stop();
  });

  test('is remembered by all processes of a machine together, and beside another one of its name', async () => {
    await using folder = new StateFolder();
    const [one, other] = [new SeenFile(folder.file), new SeenFile(folder.file)];
    await one.note({ id: 'a', writes: 1, pairs: 1 });
    await other.note({ id: 'a', writes: 5, pairs: 0 });
    expect(await one.read('a')).toEqual({ id: 'a', writes: 5, pairs: 1 });
    await one.note({ id: 'a', writes: 2, pairs: 2 });
    await other.note({ id: 'b', writes: 9, pairs: 9 });
    expect(await other.read('a')).toEqual({ id: 'a', writes: 5, pairs: 2 });
    expect(await one.read('b')).toEqual({ id: 'b', writes: 9, pairs: 9 });
  });

  test('is remembered at its newest, however many processes of a machine remember at one moment', async () => {
    await using folder = new StateFolder();
    const files = Array.from({ length: 4 }, () => new SeenFile(folder.file));
    const notes = Array.from({ length: 40 }, (_, at) => ({ id: 'a', writes: at, pairs: 39 - at }));
    await Promise.all(notes.map((seen, at) => files[at % files.length]?.note(seen)));
    expect(await files[0]?.read('a')).toEqual({ id: 'a', writes: 39, pairs: 39 });
  });

  test('whose pair of tokens could not be kept has none of the new one, and says so', async () => {
    const { clock, folder, pass, state, row } = await worked();
    await using _ = folder;
    const pair = { accessToken: 'a', refreshToken: 'r', issuedAt: 1, expiresAt: 2 };
    await state.tokens.save(pair);
    await pass();
    const schema = row.split('.')[0];
    await folder.admin(`create function ${schema}.fall() returns trigger language plpgsql as
        $$ begin raise exception 'full' using errcode = '53100'; end $$;
      create trigger fall before insert or update on ${schema}.tokens
        execute function ${schema}.fall()`);
    await expect(state.tokens.save({ ...pair, refreshToken: 's' })).rejects.toMatchObject({
      code: 'STATE_SERVER_FULL',
    });
    await folder.admin(`drop function ${schema}.fall() cascade`);
    expect(await state.tokens.load()).toEqual(pair);
    expect(await pass()).toMatchObject({ due: 'state-fell-back', behind: true });
    clock.stop();
  });

  test('that fell back says so before it waits, and a stop ends the wait: the next pass waits all the same', async () => {
    const { clock, folder, pass, state, row } = await worked();
    await using _ = folder;
    await pass();
    await folder.admin(`update ${row} set timeline = '000000FE'`);
    const stop = new AbortController();
    const acquired = state.passLock.acquire({
      ...{ command: 'sync', wait: true, signal: stop.signal },
      onFellBack: () => stop.abort(new Error('stopped')),
    });
    await expect(acquired).rejects.toThrow('stopped');
    expect(await pass()).toMatchObject(doubted);
    clock.stop();
  });
});
